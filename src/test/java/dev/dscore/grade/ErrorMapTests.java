package dev.dscore.grade;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dscore.array.Tensor;
import java.util.Arrays;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ErrorMapTests {
    @ParameterizedTest
    @CsvSource({"1,1", "3,4", "24,24", "25,24", "500,10", "1,3073", "97,101"})
    void oneWrongEntryIsSeenWhereverItIs(int rows, int columns) {
        int entries = rows * columns;
        double[] right = new double[entries];
        Arrays.fill(right, 2);
        for (int at = 0; at < entries; at += Math.max(1, entries / 50)) {
            double[] sent = right.clone();
            sent[at] += 0.1;
            boolean[] accepted = new boolean[entries];
            Arrays.fill(accepted, true);
            accepted[at] = false;
            int[] shape = {rows, columns};
            ErrorMap map = ErrorMap.of(new Tensor(shape, sent), new Tensor(shape, right), accepted, at);
            assertThat(map.rows()).isBetween(1, ErrorMap.MOST_CELLS);
            assertThat(map.columns()).isBetween(1, ErrorMap.MOST_CELLS);
            assertThat(map.rows() * map.height()).isBetween(rows, rows + map.height() - 1);
            assertThat(map.columns() * map.width()).isBetween(columns, columns + map.width() - 1);
            byte[] expected = new byte[map.rows() * map.columns()];
            expected[(at / columns / map.height()) * map.columns() + (at % columns) / map.width()] = 2; // 5 % off
            assertThat(map.levels()).isEqualTo(expected);
            assertThat(map.levels()[map.worst()]).isEqualTo((byte) 2);
        }
    }
}
