package dev.dscore.lang;

import dev.dscore.graph.Node;
import dev.dscore.graph.Section;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The functions of the rows of tables beyond NumPy's: sections, and adding at indices as an expression. */
final class TableFunctions {
    static final Map<String, Builtin> TABLE = new LinkedHashMap<>();

    private TableFunctions() {}

    static {
        row("part", "a section", given -> {
            Symbolic arrays = (Symbolic) given.arrays();
            return arrays.of(arrays.nodes().part(Symbolic.node(given.array("a")), section(given)));
        });
        row("place", "a b section", given -> {
            Symbolic arrays = (Symbolic) given.arrays();
            return arrays.of(arrays.nodes()
                    .place(Symbolic.node(given.array("a")), Symbolic.node(given.array("b")), section(given)));
        });
        row("add_at", "a indices axis shape", given -> {
            Symbolic arrays = (Symbolic) given.arrays();
            Array zeros = arrays.filled(given.shape(List.of(given.value("shape"))), 0, Dtype.FLOAT);
            List<Subscript> subscripts = Subscript.all(zeros);
            subscripts.set(
                    (int) given.whole("axis").number(), new Subscript.Gather(given.array("indices"), "the indices"));
            Node a = Symbolic.node(given.array("a"));
            return arrays.of(new Selecting(arrays).added(Symbolic.own(zeros), subscripts, a));
        });
    }

    private static void row(String name, String parameters, Builtin.Body body) {
        TABLE.put(name, Builtin.of(name, parameters, body));
    }

    private static Section section(Given given) {
        return ((Value.Chosen) given.value("section")).section();
    }
}
