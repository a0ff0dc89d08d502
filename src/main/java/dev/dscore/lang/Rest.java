package dev.dscore.lang;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.antlr.v4.runtime.Token;

/**
 * The names that statements which were not run, including those that do not parse, could still have assigned or
 * changed. Read from their tokens: in doubt a name is counted, so that no intermediate value is taken for a final one.
 */
final class Rest {
    /** Methods of an array that return another array or a number, and leave the array unchanged. */
    private static final Set<String> MAKING = Set.of(
            ("all any argmax argmin argsort astype clip copy cumprod cumsum dot flatten item max mean min nonzero prod repeat "
                            + "round std sum take tolist trace var")
                    .split(" "));
    /** Methods and functions that return the entries of their argument in another shape, or one by one. */
    private static final Set<String> SHOWING = Set.of(
            ("T dict enumerate filter iter list map reversed sorted tuple zip array_split asarray ascontiguousarray atleast_1d atleast_2d atleast_3d broadcast_to diagonal expand_dims flip "
                            + "fliplr flipud moveaxis ravel reshape rollaxis rot90 split squeeze swapaxes transpose view")
                    .split(" "));
    /** Functions of NumPy that change an argument. */
    private static final Set<String> CHANGING =
            Set.of("at copyto fill_diagonal place put put_along_axis putmask shuffle".split(" "));

    private static final Set<String> CHOOSING = Set.of("if", "else", "or", "and", "lambda", "for", "yield", "await");
    /** Attributes that are not arrays. */
    private static final Set<String> FACTS = Set.of("shape", "size", "ndim", "dtype");

    private static final Set<String> OPERATORS =
            Set.of("+", "-", "*", "/", "@", "**", "<", "<=", ">", ">=", "==", "!=");

    // name → all names that may stand for the same entries, itself included
    private final Map<String, Set<String>> same = new HashMap<>();
    private final Set<String> assigned = new HashSet<>();
    private final Set<String> changed = new HashSet<>();
    // the program's own functions by name
    private final Map<String, Own> own = new HashMap<>();

    /**
     * A function of the program.
     *
     * @param changed the names that its body could set or change
     * @param mentioned all names in it
     */
    private record Own(Set<String> changed, Set<String> mentioned) {}

    /**
     * The names that statements assign, and those that they change by themselves.
     *
     * @param statements the tokens of each statement
     */
    Rest(List<List<Token>> statements) {
        statements.forEach(this::read);
    }

    /**
     * The same, with what the program's own functions could change.
     *
     * @param before the tokens of each statement that was run
     * @param statements the tokens of each that was not
     * @param aliases groups of names that stand for the same entries already
     */
    Rest(List<List<Token>> before, List<List<Token>> statements, List<Set<String>> aliases) {
        aliases.forEach(group -> join(new ArrayList<>(group)));
        define(before);
        define(statements);
        statements.forEach(this::read);
    }

    private void define(List<List<Token>> statements) {
        for (int i = 0; i < statements.size(); i++) {
            List<Token> line = statements.get(i);
            if (line.get(0).getText().equals("def") && is(line, 1, PythonLexer.NAME)) {
                int end = i + 1;
                while (end < statements.size() && column(statements.get(end)) > column(line)) end++;
                List<List<Token>> body = new ArrayList<>(statements.subList(i + 1, end));
                body.add(line.subList(2, line.size()));
                own.put(line.get(1).getText(), own(body));
            }
            int lambda = indexOf(line, "lambda");
            if (lambda > 1 && is(line, 0, PythonLexer.NAME)) {
                own.put(line.get(0).getText(), own(List.of(line.subList(lambda + 1, line.size()))));
            }
        }
    }

    private static Own own(List<List<Token>> body) {
        List<List<Token>> lines = body.stream().filter(line -> !line.isEmpty()).toList();
        Set<String> mentioned = new HashSet<>();
        lines.forEach(line -> mentioned.addAll(names(line)));
        return new Own(new Rest(lines).pending(), mentioned);
    }

    // the names that a call of a program's own function could change, directly or through other own functions
    private Set<String> changedBy(String function) {
        Set<String> changed = new HashSet<>(), seen = new HashSet<>();
        Deque<String> open = new ArrayDeque<>(List.of(function));
        while (!open.isEmpty()) {
            Own next = own.get(open.pop());
            if (next == null) continue;
            changed.addAll(next.changed);
            for (String name : next.mentioned) if (own.containsKey(name) && seen.add(name)) open.push(name);
        }
        return changed;
    }

    private static int column(List<Token> line) {
        return line.get(0).getCharPositionInLine();
    }

    private static int indexOf(List<Token> line, String text) {
        for (int i = 0; i < line.size(); i++) if (line.get(i).getText().equals(text)) return i;
        return -1;
    }

    /** Returns the names that some statement assigns. */
    Set<String> assigned() {
        return assigned;
    }

    /** Returns the names whose value some statement could have set or changed. */
    Set<String> pending() {
        Set<String> pending = new HashSet<>(assigned);
        changed.forEach(name -> pending.addAll(same.getOrDefault(name, Set.of(name))));
        return pending;
    }

    private void read(List<Token> statement) {
        if (statement.stream().mapToInt(Refusal::nesting).sum() != 0) {
            // a bracket is never closed, so the end of the statement is not known
            assigned.addAll(names(statement));
            return;
        }
        List<Integer> equals = new ArrayList<>();
        int depth = 0;
        for (int i = 0; i < statement.size(); i++) {
            depth += Refusal.nesting(statement.get(i));
            String text = statement.get(i).getText();
            if (depth == 0 && isAssignment(text)) equals.add(i);
            if (is(statement, i, PythonLexer.STRING)) key(statement, i);
            keyword(statement, i);
            // an own function passed as a value, as in map(fix, grads)
            boolean handsOn = i > 0
                    && is(statement, i, PythonLexer.NAME)
                    && own.containsKey(text)
                    && !statement.get(i - 1).getText().equals("def");
            if (handsOn) {
                changed.addAll(changedBy(text));
                changed.addAll(names(statement));
            }
            if (text.equals(":=") && is(statement, i - 1, PythonLexer.NAME)) {
                assigned.add(statement.get(i - 1).getText());
                assign(statement.subList(i - 1, i), operand(statement, i + 1));
            }
            if (text.equals("(") && is(statement, i - 1, PythonLexer.NAME)) call(statement, i);
        }
        if (statement.get(0).getText().matches("import|from")) assigned.addAll(names(statement));
        int start = 0;
        for (int sign : equals) {
            List<Token> targets = afterHeader(statement.subList(start, sign));
            boolean sets = statement.get(sign).getText().equals("=");
            targets(targets, sets);
            if (sets) assign(targets, statement.subList(equals.get(equals.size() - 1) + 1, statement.size()));
            start = sign + 1;
        }
    }

    // the tokens after the colon of a header: dW[i] of `for i in range(N): dW[i]`
    private static List<Token> afterHeader(List<Token> tokens) {
        int depth = 0, start = 0;
        for (int i = 0; i < tokens.size(); i++) {
            depth += Refusal.nesting(tokens.get(i));
            boolean annotates = tokens.get(0).getType() == PythonLexer.NAME;
            if (depth == 0 && tokens.get(i).getText().equals(":")) {
                if (annotates) return tokens.subList(0, i);
                start = i + 1;
            }
        }
        return tokens.subList(start, tokens.size());
    }

    private void targets(List<Token> tokens, boolean sets) {
        List<Token> outside = outsideIndices(tokens);
        Set<String> wholes = wholes(outside);
        for (Token token : outside) {
            String name = token.getText();
            if (token.getType() == PythonLexer.NAME) (sets && wholes.contains(name) ? assigned : changed).add(name);
        }
    }

    // the names assigned as a whole: dX and dW of `dX, dW[0], (dW) = …`
    private static Set<String> wholes(List<Token> tokens) {
        Set<String> wholes = new HashSet<>();
        for (int i = 0; i < tokens.size(); i++) {
            String next = i + 1 < tokens.size() ? tokens.get(i + 1).getText() : "";
            String before = i > 0 ? tokens.get(i - 1).getText() : "";
            boolean whole = !next.matches("[\\[.(]") && !before.equals(".");
            if (is(tokens, i, PythonLexer.NAME) && whole)
                wholes.add(tokens.get(i).getText());
        }
        return wholes;
    }

    private static List<Token> outsideIndices(List<Token> tokens) {
        List<Token> outside = new ArrayList<>();
        int indices = 0;
        for (int i = 0; i < tokens.size(); i++) {
            Token token = tokens.get(i);
            boolean index = token.getType() == PythonLexer.OPEN_INDEX && i > 0 && isOperand(tokens.get(i - 1));
            if (indices == 0) outside.add(token); // the bracket that opens an index stays, to tell entries from names
            if (index || indices > 0) indices += Refusal.nesting(token);
        }
        return outside;
    }

    /** Joins the targets with the names that the value may be a view of. */
    private void assign(List<Token> targets, List<Token> value) {
        List<String> together = new ArrayList<>(shown(value));
        if (together.isEmpty()) return;
        together.addAll(wholes(outsideIndices(targets)));
        join(together);
    }

    private static List<Token> operand(List<Token> statement, int start) {
        int depth = 0, end = start;
        while (end < statement.size() && depth >= 0) {
            depth += Refusal.nesting(statement.get(end));
            if (depth == 0 && statement.get(end).getText().equals(",")) break;
            end++;
        }
        return statement.subList(Math.min(start, statement.size()), Math.min(end, statement.size()));
    }

    /** Returns the names of the arrays that a value may be a view of. */
    private static Set<String> shown(List<Token> value) {
        Set<String> shown = new HashSet<>();
        int depth = 0, start = 0;
        for (int i = 0; i <= value.size(); i++) {
            boolean end =
                    i == value.size() || depth == 0 && value.get(i).getText().equals(",");
            if (!end) {
                depth += Refusal.nesting(value.get(i));
                continue;
            }
            List<Token> part = value.subList(start, i);
            if (mayShow(part)) shown.addAll(names(part));
            start = i + 1;
        }
        return shown;
    }

    private static boolean mayShow(List<Token> part) {
        int depth = 0;
        for (int i = 0; i < part.size(); i++) {
            Token token = part.get(i);
            if (CHOOSING.contains(token.getText())) return true; // a if c else b, a or b
            depth += Refusal.nesting(token);
            if (depth != 0 && !token.getText().equals("(")) continue;
            if (OPERATORS.contains(token.getText())) return false;
            if (FACTS.contains(token.getText()) && i > 0) return false;
            boolean called = token.getText().equals("(") && depth == 1 && is(part, i - 1, PythonLexer.NAME);
            if (called && makes(part, i - 1)) return false;
        }
        return true;
    }

    // whether the function or method named at this index is known to return new entries
    private static boolean makes(List<Token> tokens, int name) {
        String function = tokens.get(name).getText();
        if (SHOWING.contains(function)) return false;
        if (MAKING.contains(function) || NumpyFunctions.TABLE.containsKey(function)) return true;
        return Names.has("python", function) || isOfModule(tokens, name);
    }

    private static boolean isOfModule(List<Token> tokens, int name) {
        return Modules.RESERVED.contains(tokens.get(rootOf(tokens, name)).getText());
    }

    // the index of the first name: np of np.add.at, dx of dx.fill
    private static int rootOf(List<Token> tokens, int name) {
        int root = name;
        while (root >= 2 && tokens.get(root - 1).getText().equals(".") && is(tokens, root - 2, PythonLexer.NAME))
            root -= 2;
        return root;
    }

    private void call(List<Token> statement, int opening) {
        int name = opening - 1, closing = opening, depth = 0;
        while (closing < statement.size()) {
            depth += Refusal.nesting(statement.get(closing));
            if (depth == 0) break;
            closing++;
        }
        List<Token> arguments = statement.subList(opening + 1, Math.min(closing, statement.size()));
        for (int i = 0; i + 2 < arguments.size(); i++) {
            boolean out = arguments.get(i).getText().equals("out")
                    && arguments.get(i + 1).getText().equals("=");
            if (out) changed.addAll(names(operand(arguments, i + 2)));
        }
        String function = statement.get(name).getText();
        boolean method = name > 0 && statement.get(name - 1).getText().equals(".");
        if (name > 0 && statement.get(name - 1).getText().matches("def|class")) return;
        if (!method && function.equals("exec")) changed.addAll(words(arguments));
        boolean isOwn = !method && own.containsKey(function);
        if (isOwn) changed.addAll(changedBy(function));
        if (!isOwn && !CHANGING.contains(function)) {
            boolean known = MAKING.contains(function)
                    || SHOWING.contains(function)
                    || NumpyFunctions.TABLE.containsKey(function)
                    || !method && Names.has("python", function)
                    || method && isOfModule(statement, name);
            if (known) return;
        }
        changed.addAll(names(arguments));
        if (!method) return;
        // dW[0].fill(0): the expression before the brackets is not analysed, so every name before the method counts
        int root = is(statement, name - 2, PythonLexer.NAME) ? rootOf(statement, name) : 0;
        changed.addAll(names(statement.subList(root, name - 1)));
    }

    private void keyword(List<Token> statement, int at) {
        int end = at + 1;
        switch (statement.get(at).getText()) {
            case "for" -> {
                while (end < statement.size() && !statement.get(end).getText().equals("in")) end++;
                Set<String> entries = names(statement.subList(at + 1, end));
                assigned.addAll(entries);
                // for g in grads: g *= 2
                List<String> together = new ArrayList<>(shown(operand(statement, end + 1)));
                together.addAll(entries);
                join(together);
            }
            case "del", "global", "nonlocal" -> assigned.addAll(names(statement));
            case "def", "class" -> {
                if (is(statement, end, PythonLexer.NAME))
                    assigned.add(statement.get(end).getText());
            }
            case "with", "except" -> {
                for (int i = end; i + 1 < statement.size(); i++) {
                    if (statement.get(i).getText().equals("as")) assigned.addAll(names(operand(statement, i + 1)));
                }
            }
            default -> {}
        }
    }

    // grads['dW'] = … and {'W': …} also give a gradient, unless the value stored is the variable dW itself
    private void key(List<Token> statement, int at) {
        String key = statement.get(at).getText().replaceAll("^[a-zA-Z]*['\"]+|['\"]+$", "");
        if (!key.matches("\\w+")) return;
        int next = at + 1;
        boolean entry = next < statement.size() && statement.get(next).getText().equals("]");
        if (entry) next++;
        String sign = next < statement.size() ? statement.get(next).getText() : "";
        if (entry && sign.equals("[")) assigned.addAll(List.of(key, "d" + key)); // grads['dW'][i] = …
        if (!(entry ? isAssignment(sign) : sign.equals(":"))) return;
        List<Token> value = operand(statement, next + 1);
        for (String name : List.of(key, "d" + key)) {
            boolean itself = !value.isEmpty()
                    && value.get(0).getText().equals(name)
                    && (value.size() == 1 || Refusal.nesting(value.get(1)) < 0);
            if (!itself || !sign.matches("[=:]")) assigned.add(name);
        }
    }

    private void join(List<String> names) {
        Set<String> together = new HashSet<>(names);
        for (String name : names) together.addAll(same.getOrDefault(name, Set.of()));
        for (String name : together) same.put(name, together);
    }

    private static Set<String> words(List<Token> tokens) {
        return tokens.stream().map(Token::getText).flatMap(Script::words).collect(Collectors.toSet());
    }

    private static Set<String> names(List<Token> tokens) {
        Set<String> names = new HashSet<>();
        for (Token token : tokens) {
            if (token.getType() == PythonLexer.NAME) names.add(token.getText());
        }
        names.removeAll(Modules.RESERVED);
        return names;
    }

    private static boolean isAssignment(String text) {
        return text.endsWith("=") && !text.matches("[=!<>]=");
    }

    private static boolean isOperand(Token token) {
        return switch (token.getType()) {
            case PythonLexer.NAME, PythonLexer.CLOSE, PythonLexer.CLOSE_INDEX -> true;
            default -> false;
        };
    }

    private static boolean is(List<Token> tokens, int index, int type) {
        return index >= 0 && index < tokens.size() && tokens.get(index).getType() == type;
    }
}
