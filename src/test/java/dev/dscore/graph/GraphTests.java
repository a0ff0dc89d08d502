package dev.dscore.graph;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.dscore.compute.Allowance;
import java.util.List;
import org.junit.jupiter.api.Test;

class GraphTests {
    private final Graph.Builder builder = Graph.builder(Allowance.UNLIMITED);
    private final Node x = builder.input("X", Shape.parse("N D"), false);
    private final Node w = builder.input("W", Shape.parse("D C"), false);

    @Test
    void equalNodesAreOneNode() throws ShapeException {
        Node first = builder.apply(Operation.MATMUL, List.of(x, w), Attributes.NONE);
        assertThat(builder.apply(Operation.MATMUL, List.of(x, w), Attributes.NONE))
                .isSameAs(first);
        assertThat(builder.constant(2)).isSameAs(builder.constant(2));
        assertThat(builder.build().nodes()).hasSize(4);
    }

    @Test
    void onlyWhatIsNeededIsListed() throws ShapeException {
        Node product = builder.apply(Operation.MATMUL, List.of(x, w), Attributes.NONE);
        Node unused = builder.apply(Operation.EXP, List.of(w), Attributes.NONE);
        assertThat(builder.build().needed(List.of(product)))
                .containsExactly(x, w, product)
                .doesNotContain(unused);
    }

    @Test
    void extendingAGraphLeavesItAsItWas() throws ShapeException {
        Graph graph = builder.build();
        Graph larger = graph.extend(Allowance.UNLIMITED).name("again", w).build();
        assertThat(graph.names()).doesNotContainKey("again");
        assertThat(larger.named("X")).isSameAs(x);
    }

    @Test
    void aProductThatDoesNotFitNamesBothShapesAndTheSizes() {
        assertThatThrownBy(() -> builder.apply(Operation.MATMUL, List.of(x, x), Attributes.NONE))
                .isInstanceOf(ShapeException.class)
                .hasMessage("(N D) @ (N D) does not fit: D ≠ N");
    }
}
