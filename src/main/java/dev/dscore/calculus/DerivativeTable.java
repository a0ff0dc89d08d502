package dev.dscore.calculus;

import dev.dscore.graph.Operation;
import dev.dscore.lang.Rule;
import java.util.EnumMap;
import java.util.Map;

/** The table of derivatives: for each operation the gradients of its arguments, written in the language itself. */
public final class DerivativeTable {
    private final Map<Operation, Rule> rules = new EnumMap<>(Operation.class);
    // the second rows, see SharedKinks
    private final Map<Operation, Rule> atSharedKinks = new EnumMap<>(Operation.class);

    private DerivativeTable(String text) {
        for (Rule rule : Rule.parseAll(text)) {
            boolean first = rules.putIfAbsent(rule.operation(), rule) == null;
            boolean second = !first && SharedKinks.mayBeOf(rule.operation());
            if (!first && (!second || atSharedKinks.put(rule.operation(), rule) != null)) {
                throw new IllegalStateException("one rule too many for " + rule.operation());
            }
            if (rule.size() != rule.operation().arity()) {
                throw new IllegalStateException("the rule for " + rule.operation() + " needs a gradient an argument");
            }
        }
        for (Operation operation : Operation.values()) {
            if (!rules.containsKey(operation)) throw new IllegalStateException("no rule for " + operation);
        }
    }

    /** Returns the table that the service ships, {@code derivatives.txt}. */
    public static DerivativeTable shipped() {
        return parse(text());
    }

    public static DerivativeTable parse(String text) {
        return new DerivativeTable(text);
    }

    static String text() {
        return Resources.text("derivatives.txt");
    }

    Rule rule(Operation operation) {
        return rules.get(operation);
    }

    /** Returns the rule for an operation whose kink is another one's too. */
    Rule ruleAtSharedKink(Operation operation) {
        return atSharedKinks.getOrDefault(operation, rule(operation));
    }
}
