package dev.dscore.contract;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dscore.array.Tensor;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.module.SimpleModule;

class ArrayWriterTests {
    private static final JsonMapper JSON = JsonMapper.builder()
            .addModule(new SimpleModule().addSerializer(SpelledArray.class, new ArrayWriter()))
            .build();

    @Test
    void anEntryThatCannotBeDeterminedIsNull() {
        Tensor matrix = Tensor.matrix(new double[] {1, Double.NaN}, new double[] {2, 0.5});
        assertThat(JSON.writeValueAsString(Spelling.LIST.of(matrix))).isEqualTo("[[1.0,null],[2.0,0.5]]");
        assertThat(JSON.writeValueAsString(Spelling.LIST.of(Tensor.scalar(Double.NaN))))
                .isEqualTo("null");
        assertThat(JSON.writeValueAsString(Spelling.LIST.of(Tensor.scalar(3)))).isEqualTo("3.0");
    }
}
