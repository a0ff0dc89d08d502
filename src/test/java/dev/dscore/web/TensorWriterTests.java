package dev.dscore.web;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dscore.array.Tensor;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.module.SimpleModule;

class TensorWriterTests {
    private static final JsonMapper JSON = JsonMapper.builder()
            .addModule(new SimpleModule().addSerializer(Tensor.class, new TensorWriter()))
            .build();

    @Test
    void anEntryThatCannotBeDeterminedIsNull() {
        Tensor matrix = Tensor.matrix(new double[] {1, Double.NaN}, new double[] {2, 0.5});
        assertThat(JSON.writeValueAsString(matrix)).isEqualTo("[[1.0,null],[2.0,0.5]]");
        assertThat(JSON.writeValueAsString(Tensor.scalar(Double.NaN))).isEqualTo("null");
        assertThat(JSON.writeValueAsString(Tensor.scalar(3))).isEqualTo("3.0");
    }
}
