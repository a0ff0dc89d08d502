package dev.dscore.diagnosis;

import dev.dscore.graph.Cost;
import dev.dscore.graph.Graph;
import dev.dscore.graph.Node;
import dev.dscore.graph.Operation;
import dev.dscore.verify.PlainEvaluator;
import java.util.Collection;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;

/**
 * What the explanations of one report may cost together, in operations and not in seconds: a submission gets the same
 * explanations on every machine and beside any others. They draw on a part of the request's allowance, in which a step is an
 * operation; work reused from another submission is charged in full.
 */
final class Effort {
    /** Of one report: a second or two of a core. */
    static final long OF_A_REPORT = 300_000_000;

    /** Operations for which a step of the request's total is taken. */
    static final int OF_A_STEP = 300;

    /** What a node costs beside its numbers, where many formulas are computed on plain arrays. */
    private static final int NODE = 600;

    /** What a number costs there that an elementary function gives; a sum or a product costs 1. */
    private static final int FUNCTION = 8;

    /** How many terms of a matrix product cost there as much as a number of another operation. */
    private static final int TERMS = 4;

    private static final Set<Operation> FUNCTIONS = EnumSet.of(
            Operation.EXP,
            Operation.LOG,
            Operation.LOG1P,
            Operation.EXPM1,
            Operation.TANH,
            Operation.SIGMOID,
            Operation.POWER,
            Operation.LOGSUMEXP,
            Operation.SOFTMAX,
            Operation.LOG_SOFTMAX);

    /** The same where it is put together of simpler operations. */
    private static final int COMPOSITE = 20_000;

    /** The same where a node is a call of ND4J. */
    private static final int CALL = 5_000;

    /** The cost of copying a node to a graph with other lengths, including its lookup among equal nodes. */
    private static final int COPY = 300;

    private Effort() {}

    /** What it takes to compute {@code nodes} on plain arrays, and to find them in {@code graph}. */
    static long ofPlain(Graph graph, Collection<Node> nodes, Map<String, Integer> lengths) {
        double operations = graph.nodes().size();
        for (Node node : nodes) {
            // a reduction or a function of all entries reads them all
            long numbers = node.shape().count(lengths);
            for (Node argument : node.arguments())
                numbers = Math.max(numbers, argument.shape().count(lengths));
            double terms = Cost.terms(node, lengths);
            boolean function = node instanceof Node.Apply apply && FUNCTIONS.contains(apply.operation());
            double each = function ? FUNCTION : Math.max(1, terms / TERMS);
            operations += NODE + numbers * each + (PlainEvaluator.isComposite(node) ? COMPOSITE : 0);
        }
        return (long) operations;
    }

    /** What it takes to compute {@code nodes} with the evaluator. */
    static long ofCalls(Collection<Node> nodes, Map<String, Integer> lengths) {
        double operations = 0;
        for (Node node : nodes) operations += CALL + node.shape().count(lengths);
        return (long) operations;
    }

    /** The cost of copying {@code graph}. */
    static long ofCopy(Graph graph) {
        return (long) COPY * graph.nodes().size();
    }
}
