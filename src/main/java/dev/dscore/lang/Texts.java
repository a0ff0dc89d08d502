package dev.dscore.lang;

import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Writes values as Python does, and puts values into strings. */
final class Texts {
    private static final Pattern FIELD =
            Pattern.compile("%(?:\\((\\w++)\\))?([-+ 0#]*+)(\\d*+)(?:\\.(\\d++))?([a-zA-Z%])");
    private static final Pattern SPECIFICATION =
            Pattern.compile("([<>^]?)([+]?)(0?)(\\d*)(,?)(?:\\.(\\d+))?([a-zA-Z%]?)");
    private static final int WIDEST = 1000;

    /** Maximum number of letters of a value in a message. */
    private static final int EXCERPT = 300;

    private Texts() {}

    /** @throws Fault if a string of this many letters is too long */
    static void check(long letters) {
        check(letters, Sequences.MOST_ELEMENTS);
    }

    private static void check(long letters, long most) {
        if (letters > most) throw Fault.limit("makes a string of more than a million letters");
    }

    static String text(Value value) {
        return value instanceof Value.Text text ? text.text() : repr(value);
    }

    static String repr(Value value) {
        StringBuilder all = new StringBuilder();
        write(value, all, Sequences.MOST_ELEMENTS);
        return all.toString();
    }

    /** Returns the beginning of the text that {@code repr} writes, for a message. */
    static String excerpt(Value value) {
        StringBuilder all = new StringBuilder();
        try {
            write(value, all, EXCERPT);
        } catch (Fault e) {
            return all.substring(0, EXCERPT) + "…";
        }
        return all.toString();
    }

    private static void write(Value value, StringBuilder all, long most) {
        check(all.length(), most);
        if (value instanceof Value.Tuple tuple) {
            listed("(", tuple.elements(), tuple.elements().size() == 1 ? ",)" : ")", all, most);
        } else if (value instanceof Value.Items items) {
            listed("[", items.elements(), "]", all, most);
        } else if (value instanceof Value.Dictionary dictionary) {
            String before = "{";
            for (Map.Entry<Value, Value> entry : dictionary.entries().entrySet()) {
                all.append(before);
                write(entry.getKey(), all, most);
                all.append(": ");
                write(entry.getValue(), all, most);
                before = ", ";
            }
            all.append(dictionary.entries().isEmpty() ? "{}" : "}");
        } else {
            all.append(written(value));
        }
        // nested lists may hold many more elements than were made
        check(all.length(), most);
    }

    private static void listed(String opening, List<Value> elements, String closing, StringBuilder all, long most) {
        all.append(opening);
        for (int i = 0; i < elements.size(); i++) {
            if (i > 0) all.append(", ");
            write(elements.get(i), all, most);
        }
        all.append(closing);
    }

    private static String written(Value value) {
        if (value instanceof Whole whole) return whole.toString();
        if (value instanceof Value.Real real) return Numbers.text(real.value());
        if (value instanceof Value.Flag flag) return flag.value() ? "True" : "False";
        if (value instanceof Value.None) return "None";
        if (value instanceof Value.Text text) return "'" + text.text() + "'";
        return "<" + value.kind() + ">";
    }

    /** Returns how a message refers to a value; a float is shown as its number. */
    static String described(Value value) {
        if (value instanceof Value.Real real) return Numbers.text(real.value());
        return value.kind();
    }

    /** Returns {@code format(value, specification)}. */
    static String formatted(Value value, String specification) {
        if (specification.isEmpty()) return text(value);
        Matcher parts = SPECIFICATION.matcher(specification);
        if (!parts.matches()) throw Fault.unsupported("the format `{}` is not taken", Message.name(specification));
        String letter = parts.group(7);
        String body;
        if (letter.isEmpty() && parts.group(6) == null || letter.equals("s")) body = text(value);
        else body = number(value, parts.group(6), letter);
        if (!parts.group(2).isEmpty() && !body.startsWith("-")) body = "+" + body;
        return padded(body, parts.group(4), parts.group(3), parts.group(1), Numbers.isNumber(value));
    }

    private static String number(Value value, String digits, String letter) {
        if (letter.equals("d") || letter.equals("i")) return String.valueOf((long) Numbers.real(value));
        int precision = digits == null ? 6 : Math.min(WIDEST, Integer.parseInt(digits));
        double number = Numbers.real(value);
        return switch (letter) {
            case "f", "F" -> FloatFormat.fixed(number, precision);
            case "e" -> FloatFormat.exponential(number, precision);
            case "%" -> FloatFormat.fixed(number * 100, precision) + "%";
            case "g" -> FloatFormat.general(number, precision);
            case "" -> FloatFormat.pointed(number, precision);
            default -> throw Fault.unsupported("the format `{}` is not taken", Message.fixed(letter));
        };
    }

    private static String padded(String body, String width, String zero, String side, boolean right) {
        int wide = width.isEmpty() ? 0 : Math.min(WIDEST, Integer.parseInt(width));
        int missing = wide - body.length();
        if (missing <= 0) return body;
        if (!zero.isEmpty()) return "0".repeat(missing) + body;
        boolean toTheRight = side.isEmpty() ? right : side.equals(">");
        if (side.equals("^")) return " ".repeat(missing / 2) + body + " ".repeat(missing - missing / 2);
        return toTheRight ? " ".repeat(missing) + body : body + " ".repeat(missing);
    }

    /** Returns {@code text % values}. */
    static String percent(String text, Value values) {
        List<Value> all = values instanceof Value.Tuple tuple ? tuple.elements() : List.of(values);
        Matcher field = FIELD.matcher(text);
        StringBuilder result = new StringBuilder();
        int next = 0;
        while (field.find()) {
            String letter = field.group(5);
            String put;
            if (letter.equals("%")) {
                put = "%";
            } else {
                Value value;
                if (field.group(1) != null && values instanceof Value.Dictionary dictionary) {
                    value = dictionary.entries().getOrDefault(new Value.Text(field.group(1)), Value.None.NONE);
                } else {
                    if (next >= all.size()) throw new Fault("has more fields than values");
                    value = all.get(next++);
                }
                String body = letter.equals("s") || letter.equals("r")
                        ? text(value)
                        : value instanceof Array ? value.kind() : number(value, field.group(4), letter);
                boolean left = field.group(2).contains("-");
                put = padded(body, field.group(3), field.group(2).contains("0") ? "0" : "", left ? "<" : ">", true);
            }
            field.appendReplacement(result, Matcher.quoteReplacement(put));
            check(result.length());
        }
        field.appendTail(result);
        return result.toString();
    }

    /** Returns {@code text.format(values)}. */
    static String format(String text, List<Value> values, Map<String, Value> named) {
        StringBuilder result = new StringBuilder();
        int next = 0, i = 0;
        while (i < text.length()) {
            char c = text.charAt(i);
            if ((c == '{' || c == '}') && i + 1 < text.length() && text.charAt(i + 1) == c) {
                result.append(c);
                i += 2;
            } else if (c == '{') {
                int end = text.indexOf('}', i);
                if (end < 0) throw new Fault("a field of the string is never closed");
                String[] parts = text.substring(i + 1, end).split(":", 2);
                Value value;
                if (parts[0].isEmpty() || parts[0].matches("\\d{1,4}")) {
                    int index = parts[0].isEmpty() ? next++ : Integer.parseInt(parts[0]);
                    if (index >= values.size()) throw new Fault("has more fields than values");
                    value = values.get(index);
                } else {
                    value = named.get(parts[0]);
                    if (value == null) throw new Fault("has no value for the field {}", parts[0]);
                }
                result.append(formatted(value, parts.length > 1 ? parts[1] : ""));
                check(result.length());
                i = end + 1;
            } else {
                result.append(c);
                i++;
            }
        }
        return result.toString();
    }
}
