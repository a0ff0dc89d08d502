package dev.dscore.cost;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** What may be made of a part of a request, by the kind of its text: more of the same, deeper, longer, larger, odd. */
final class Mutators {
    /** Of a part and of others of its kind, another part. */
    interface Mutator {
        String mutated(String text, Dice dice);
    }

    /** Expressions around a value, with its place as §. */
    private static final List<String> EXPRESSIONS = List.of(
            "np.std(§, axis=0, keepdims=True)",
            "np.exp(§)",
            "softmax(§, axis=1)",
            "logsumexp(§, axis=1, keepdims=True)",
            "np.maximum(§, 0)",
            "np.where(§ > 0, §, 1)",
            "np.max(§, axis=0)",
            "(§).T",
            "(§) @ (§).T",
            "-(§)",
            "(§) ** 2",
            "(§) ** (§)",
            "(§) * (§)",
            "np.reshape(§, (-1, 1))",
            "np.reshape(§, (1, 1, -1, 1))",
            "np.zeros((N, D, N, D)) + np.sum(§)",
            "§.size * §",
            "N * §",
            "§[range(N), y]",
            "§[:, None]",
            "np.concatenate([§, §])",
            "np.einsum('ij,kj->ik', §, §)",
            "np.sort(§)",
            "np.argsort(§)",
            "np.cumsum(§)",
            "np.pad(§, 3)",
            "np.repeat(§, 9)",
            "np.tile(§, (3, 3))",
            "np.outer(§, §)",
            "np.kron(§, §)",
            "np.unique(§)",
            "np.random.randn(*§.shape)",
            "np.random.permutation(§)",
            "[§, §]",
            "(§, §)",
            "{1: §, 2: §}",
            "[§ for i in range(99)]",
            "str(§)",
            "str(§).replace('1', str(§))",
            "', '.join([str(§)] * 99)",
            "'%s%s' % (§, §)",
            "f'{§:>900}{§}'",
            "list(§)",
            "sorted(§)",
            "sum(§)",
            "len(§)",
            "§ * 99999",
            "§ + §",
            "§ == §",
            "§ in [§]",
            "{§: §}",
            "set(§)",
            "np.array(§)",
            "(lambda v: v)(§)",
            "int(§)",
            "§ // 3",
            "2 ** §",
            "np.arange(§)",
            "range(§)",
            "copy.deepcopy(§)",
            "itertools.product(§, §)",
            "zip(§, §)");

    /** Statements around a line, with its place as §. */
    private static final List<String> BLOCKS = List.of(
            "for i in range(99):\n    §",
            "for i in range(999999999):\n    §",
            "while True:\n    §",
            "if N > 1:\n    §\nelse:\n    §",
            "def f(v):\n    §\n    return f(v)\nf(X)",
            "def g(v):\n    §\n    return v\nfor i in range(300):\n    X = g(X)",
            "class C:\n    def m(self):\n        §\nC().m()",
            "try:\n    §\nexcept Exception as e:\n    §",
            "with np.errstate():\n    §",
            "l = []\nfor i in range(9999):\n    l.append(X)\n§",
            "d = {}\nfor i in range(9999):\n    d[i] = X\n§",
            "l = [1]\nl.append(l)\n§",
            "q = X\nfor i in range(40):\n    q = [q, q]\n§",
            "q = (1, 2)\nfor i in range(40):\n    q = (q, q)\n§",
            "s = 'ab'\nfor i in range(40):\n    s = s + s\n§");

    private static final List<String> NAMES = List.of(
            "x",
            "X",
            "W",
            "dW",
            "N",
            "loss",
            "dloss",
            "λ",
            "ﬁ",
            "́a",
            "\uD835\uDEC2",
            "é",
            "𝟙",
            "а",
            "_",
            "np",
            "for");
    private static final List<String> NUMBERS = List.of(
            "0",
            "-0.0",
            "-1",
            "0.5",
            "1e308",
            "1e999",
            "5e-324",
            "9007199254740993",
            "2147483648",
            "99999999999999999999",
            "4000000",
            "2000",
            "1E-999999999",
            "NaN",
            "-Infinity");
    private static final List<String> STRINGS = List.of(
            "",
            "\\u0000",
            "\\ud800",
            "é",
            "𝟙",
            "<b>",
            "\\u001b[31m",
            "null",
            "softmax",
            "svm",
            "relu",
            "float16",
            "answers",
            "verdict",
            "every_entry",
            "directions",
            "squeezed",
            "dscore");
    private static final List<String> FIELDS = List.of(
            "\"gradients\": [§]",
            "\"points\": {§}",
            "\"submitted\": {§}",
            "\"sizes\": {§}",
            "\"upstream\": {§}",
            "\"check\": {\"coverage\": \"directions\", \"directions\": 1000}",
            "\"tolerance\": {\"rtol\": 0, \"atol\": 0, \"dtype\": \"float16\"}",
            "\"tolerance\": {\"rtol\": 0.99}",
            "\"reveal\": \"answers\"",
            "\"shapes\": \"squeezed\"",
            "\"follow_through\": 1",
            "\"seed\": 3",
            "\"call\": [\"dX = X\", \"dW = f(X)\"]");

    /** Letters of a body. */
    static final int LONGEST = 200_000;

    private static final Pattern WORD = Pattern.compile("\\w+");

    static final Map<Piece.Kind, List<Mutator>> TABLE = Map.of(
            Piece.Kind.CODE,
            List.of(
                    lines((lines, dice) -> {
                        int at = dice.below(lines.size());
                        lines.addAll(at, List.copyOf(lines.subList(at, Math.min(lines.size(), at + dice.count(20)))));
                    }),
                    lines((lines, dice) -> {
                        int at = dice.below(lines.size());
                        String line = lines.get(at);
                        for (int i = Math.min(dice.count(400), LONGEST / (1 + line.length())); i > 0; i--)
                            lines.add(at, line);
                    }),
                    line((line, dice) -> wrapped(line, dice)),
                    line((line, dice) -> wrapped(wrapped(line, dice), dice)),
                    line((line, dice) -> line + dice.many(" + " + dice.word(line), 240)),
                    line((line, dice) -> dice.word(line) + "z = " + line.replaceFirst("^\\s*\\w+ = ", "")),
                    line((line, dice) -> block(line, dice)),
                    line((line, dice) -> line.replace(dice.word(line), dice.one(NUMBERS))),
                    line((line, dice) -> line.replace(dice.word(line), dice.name())),
                    line((line, dice) -> line + "\n" + dice.word(line) + " = " + dice.word(line)),
                    line((line, dice) -> "# " + dice.many(line, 20)),
                    lines((lines, dice) -> lines.remove(dice.below(lines.size()))),
                    lines((lines, dice) ->
                            lines.addAll(dice.below(lines.size()), split(decoded(dice.other(Piece.Kind.CODE))))),
                    lines((lines, dice) -> {
                        String all = String.join("\n", lines),
                                from = "\\b" + dice.word(all) + "\\b",
                                to = dice.word(all);
                        lines.replaceAll(line -> line.replaceAll(from, to));
                    }),
                    (text, dice) -> dice.other(Piece.Kind.CODE)),
            Piece.Kind.SHAPE,
            List.of(
                    (text, dice) -> dice.many(text + " ", 30).strip(),
                    (text, dice) -> text + " A".repeat(dice.count(500)),
                    (text, dice) -> text + " " + dice.one(NUMBERS),
                    (text, dice) -> text + dice.many(dice.name(), 90),
                    (text, dice) -> text.replaceAll("\\w+", "N"),
                    (text, dice) -> dice.one(NUMBERS),
                    (text, dice) -> dice.other(Piece.Kind.SHAPE)),
            Piece.Kind.STRING,
            List.of(
                    (text, dice) -> dice.one(STRINGS),
                    (text, dice) -> text + dice.many(dice.one(STRINGS), 100_000),
                    (text, dice) -> dice.many(text, 1_000),
                    (text, dice) -> dice.other(Piece.Kind.CODE)),
            Piece.Kind.NAME,
            List.of(
                    (text, dice) -> text + dice.name(),
                    (text, dice) -> "d" + text,
                    (text, dice) -> dice.many(text, 100),
                    (text, dice) -> dice.many(dice.name(), 50_000),
                    (text, dice) -> dice.other(Piece.Kind.NAME)),
            Piece.Kind.NUMBER,
            List.of(
                    (text, dice) -> dice.one(NUMBERS),
                    (text, dice) -> text + "0".repeat(dice.count(3)),
                    (text, dice) -> "1." + "3".repeat(dice.count(20_000)),
                    (text, dice) -> "7".repeat(dice.count(20_000)),
                    (text, dice) -> String.valueOf(dice.count(3_000)),
                    (text, dice) -> String.valueOf(dice.count(20))),
            Piece.Kind.LIST,
            List.of(
                    (text, dice) -> inner("[", dice.many(text(text) + ", ", 2_000) + text(text), "]"),
                    (text, dice) -> inner("[", dice.many(text(text) + ", ", 20) + text(text), "]"),
                    (text, dice) -> "[".repeat(dice.count(400)) + text,
                    (text, dice) -> nested("[", text, "]", dice.count(400)),
                    (text, dice) -> "[]",
                    (text, dice) -> dice.one(NUMBERS),
                    (text, dice) -> dice.other(Piece.Kind.LIST)),
            Piece.Kind.OBJECT,
            List.of(
                    (text, dice) -> inner("{", dice.many(text(text) + ", ", 500) + text(text), "}"),
                    // the same entries under many other names
                    (text, dice) -> {
                        StringBuilder all = new StringBuilder(text(text));
                        String first = text(text), stem = dice.name();
                        for (int i = dice.count(500); i > 0 && all.length() < LONGEST; i--)
                            all.append(", ").append(first.replaceFirst("\"[^\"]*\"(?= *:)", "\"" + stem + i + "\""));
                        return inner("{", all.toString(), "}");
                    },
                    (text, dice) -> nested("{\"a\": ", text, "}", dice.count(400)),
                    (text, dice) -> "{".repeat(dice.count(400)) + text,
                    (text, dice) -> inner("{", text(text) + ", " + field(dice), "}"),
                    (text, dice) -> "{}",
                    (text, dice) -> dice.other(Piece.Kind.OBJECT),
                    (text, dice) -> dice.other(Piece.Kind.LIST)),
            Piece.Kind.LINE,
            List.of(
                    (text, dice) -> dice.many(text + "\n", 200) + text,
                    (text, dice) -> dice.other(Piece.Kind.LINE),
                    (text, dice) -> "[".repeat(dice.count(2_000)),
                    (text, dice) -> ""),
            Piece.Kind.BODY,
            List.of(
                    (text, dice) -> " ".repeat(dice.count(100_000)) + text,
                    (text, dice) -> text.substring(0, dice.below(text.length() + 1)),
                    (text, dice) -> text + "\n" + dice.other(Piece.Kind.OBJECT),
                    (text, dice) -> "[".repeat(dice.count(100_000))));

    private Mutators() {}

    /** The choices of a search, and the parts of other requests. */
    record Dice(Random random, Map<Piece.Kind, List<String>> others) {
        int below(int bound) {
            return random.nextInt(Math.max(1, bound));
        }

        /** From 1 to {@code most}, small numbers as often as large ones. */
        int count(int most) {
            return (int) Math.exp(random.nextDouble() * Math.log(most + 0.99));
        }

        /** A text again and again, not much longer than a body may be. */
        String many(String text, int most) {
            return text.repeat(Math.min(count(most), 1 + LONGEST / (1 + text.length())));
        }

        <T> T one(List<T> choices) {
            return choices.get(random.nextInt(choices.size()));
        }

        String other(Piece.Kind kind) {
            List<String> known = others.getOrDefault(kind, List.of());
            return known.isEmpty() ? "" : one(known);
        }

        String name() {
            return below(3) > 0 ? one(NAMES) : one(NAMES) + below(100);
        }

        String word(String text) {
            List<String> words = WORD.matcher(text)
                    .results()
                    .limit(500)
                    .map(found -> found.group())
                    .toList();
            return words.isEmpty() ? "X" : one(words);
        }
    }

    private interface Edit {
        void edit(List<String> lines, Dice dice);
    }

    private static Mutator lines(Edit edit) {
        return (text, dice) -> {
            List<String> lines = split(decoded(text));
            edit.edit(lines, dice);
            return encoded(String.join("\n", lines));
        };
    }

    private static Mutator line(Mutator mutator) {
        return lines((lines, dice) -> {
            int at = dice.below(lines.size());
            lines.set(at, mutator.mutated(lines.get(at), dice));
        });
    }

    private static List<String> split(String code) {
        return new ArrayList<>(Arrays.asList(code.split("\n", -1)));
    }

    private static String decoded(String json) {
        return json.replace("\\n", "\n").replace("\\\"", "\"");
    }

    private static String encoded(String code) {
        return code.replace("\"", "\\\"").replace("\n", "\\n");
    }

    private static String wrapped(String line, Dice dice) {
        int sign = line.indexOf(" = ");
        String value = sign < 0 ? dice.word(line) : line.substring(sign + 3).strip();
        // a name as often as all of the right side, so that expressions stay short
        if (dice.below(2) == 0) value = dice.word(value);
        String around = dice.one(EXPRESSIONS).replace("§", value);
        return (sign < 0 ? line + "\n" + value : line.substring(0, sign)) + " = " + around;
    }

    private static String block(String line, Dice dice) {
        return Arrays.stream(dice.one(BLOCKS).split("\n"))
                .map(row -> {
                    String margin =
                            row.substring(0, row.length() - row.stripLeading().length());
                    return row.replace("§", line.replace("\n", "\n" + margin));
                })
                .collect(Collectors.joining("\n"));
    }

    private static String field(Dice dice) {
        int count = dice.count(300);
        String field = dice.one(FIELDS), stem = dice.name();
        StringBuilder inner = new StringBuilder();
        for (int i = 0; i < count && inner.length() < LONGEST; i++) {
            String name = "\"" + (dice.below(2) == 0 ? dice.other(Piece.Kind.NAME) : stem + i) + "\"";
            inner.append(i == 0 ? "" : ", ").append(name);
            if (!field.contains("[§]"))
                inner.append(": ").append(dice.below(2) == 0 ? "1" : dice.other(Piece.Kind.LIST));
        }
        return field.replace("§", inner);
    }

    // without its brackets
    private static String text(String container) {
        return container.length() < 2 ? container : container.substring(1, container.length() - 1);
    }

    private static String inner(String opening, String text, String closing) {
        return opening + text + closing;
    }

    private static String nested(String opening, String text, String closing, int depth) {
        return opening.repeat(depth) + text + closing.repeat(depth);
    }
}
