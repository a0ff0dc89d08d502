package dev.dscore.grade;

import dev.dscore.graph.Graph;
import dev.dscore.graph.Node;
import dev.dscore.verify.PlainEvaluator;
import java.util.Collection;
import java.util.Map;

/**
 * What the explanations of one report may cost together, in operations and not in seconds: a submission gets the same
 * explanations on every machine and beside any others. They draw on a part of the request's allowance, in which a step is an
 * operation; work reused from another submission is charged in full.
 */
final class Effort {
    /** Of one report: a second or two of a core, of some nanoseconds each. */
    static final long OF_A_REPORT = 200_000_000;

    /** Operations for which a step of the request's total is taken. */
    static final int OF_A_STEP = 200;

    /** What a node costs beside its numbers, where many formulas are computed on plain arrays. */
    private static final int NODE = 200;

    /** The same where it is put together of simpler operations. */
    private static final int COMPOSITE = 20_000;

    /** The same where a node is a call of ND4J. */
    private static final int CALL = 5_000;

    /** The cost of copying a node to a graph with other lengths, including its lookup among equal nodes. */
    private static final int COPY = 300;

    private Effort() {}

    /** What it takes to compute {@code nodes} on plain arrays, and to find them in {@code graph}. */
    static long ofPlain(Graph graph, Collection<Node> nodes, Map<String, Integer> lengths) {
        long composites = nodes.stream().filter(PlainEvaluator::isComposite).count();
        return graph.nodes().size() + of(nodes, lengths, NODE) + COMPOSITE * composites;
    }

    /** What it takes to compute {@code nodes} with the evaluator. */
    static long ofCalls(Collection<Node> nodes, Map<String, Integer> lengths) {
        return of(nodes, lengths, CALL);
    }

    /** The cost of copying {@code graph}. */
    static long ofCopy(Graph graph) {
        return (long) COPY * graph.nodes().size();
    }

    private static long of(Collection<Node> nodes, Map<String, Integer> lengths, int each) {
        double operations = 0;
        for (Node node : nodes) operations += each + node.shape().count(lengths);
        return (long) operations;
    }
}
