package dev.dscore.http;

import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import dev.dscore.array.Tensor;
import dev.dscore.contract.SpelledArray;
import dev.dscore.contract.SubmittedArray;
import dev.dscore.contract.TypedTensor;
import io.swagger.v3.core.jackson.ModelResolver;
import io.swagger.v3.oas.models.info.Info;
import io.swagger.v3.oas.models.media.ArraySchema;
import io.swagger.v3.oas.models.media.ComposedSchema;
import io.swagger.v3.oas.models.media.Content;
import io.swagger.v3.oas.models.media.IntegerSchema;
import io.swagger.v3.oas.models.media.NumberSchema;
import io.swagger.v3.oas.models.media.ObjectSchema;
import io.swagger.v3.oas.models.media.Schema;
import io.swagger.v3.oas.models.media.StringSchema;
import io.swagger.v3.oas.models.responses.ApiResponse;
import io.swagger.v3.oas.models.security.SecurityRequirement;
import io.swagger.v3.oas.models.security.SecurityScheme;
import io.swagger.v3.oas.models.servers.Server;
import java.util.List;
import org.springdoc.core.customizers.OpenApiCustomizer;
import org.springdoc.core.customizers.OperationCustomizer;
import org.springdoc.core.providers.ObjectMapperProvider;
import org.springdoc.core.utils.SpringDocUtils;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** The contract as OpenAPI: the parts on arrays and errors that annotations cannot express. */
@Configuration(proxyBeanMethods = false)
class OpenApiConfiguration {
    static {
        for (Class<?> array : List.of(Tensor.class, TypedTensor.class, SpelledArray.class)) {
            SpringDocUtils.getConfig().replaceWithSchema(array, new Schema<>().$ref("#/components/schemas/Array"));
        }
        SpringDocUtils.getConfig()
                .replaceWithSchema(SubmittedArray.class, new Schema<>().$ref("#/components/schemas/SubmittedArray"));
    }

    // the contract uses the names of the JSON
    @Bean
    ModelResolver snakeCase(ObjectMapperProvider mappers) {
        return new ModelResolver(
                mappers.jsonMapper().copy().setPropertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE));
    }

    @Bean
    OpenApiCustomizer contract() {
        return api -> {
            api.info(new Info()
                    .title("dscore")
                    .version("v1")
                    .description("Derives, checks and grades gradients over HTTP."));
            api.servers(List.of(new Server().url("/")));
            api.security(List.of(new SecurityRequirement(), new SecurityRequirement().addList("key")));
            api.getComponents()
                    .addSecuritySchemes(
                            "key",
                            new SecurityScheme()
                                    .type(SecurityScheme.Type.HTTP)
                                    .scheme("bearer")
                                    .description("Where the service has keys"))
                    .addSchemas("Array", array())
                    .addSchemas("SubmittedArray", submitted())
                    .addSchemas("Problem", problem())
                    .addSchemas("Function", function())
                    .addSchemas("Call", call())
                    .addSchemas("Output", output())
                    .addSchemas("Value", value())
                    .addSchemas("DeclaredInputs", declared())
                    .addSchemas("DrawnInputs", byName(new Schema<>().$ref("#/components/schemas/Array")));
        };
    }

    @Bean
    OperationCustomizer everyOperationCanFail() {
        return (operation, method) -> {
            operation
                    .getResponses()
                    .addApiResponse(
                            "default",
                            new ApiResponse()
                                    .description("What is wrong with the request, and what would be right (RFC 9457)")
                                    .content(new Content()
                                            .addMediaType(
                                                    "application/problem+json",
                                                    new io.swagger.v3.oas.models.media.MediaType()
                                                            .schema(new Schema<>()
                                                                    .$ref("#/components/schemas/Problem")))));
            return operation;
        };
    }

    /** Describes a multipart request, which has the same JSON and an npz. */
    @Bean
    OperationCustomizer multipart() {
        return (operation, method) -> {
            if (operation.getRequestBody() == null) return operation;
            io.swagger.v3.oas.models.media.MediaType parts =
                    operation.getRequestBody().getContent().get("multipart/form-data");
            if (parts == null) return operation;
            Schema<?> request = parts.getSchema();
            parts.setSchema(new ObjectSchema()
                    .addProperty("request", request)
                    .addProperty(
                            "arrays",
                            new StringSchema()
                                    .format("binary")
                                    .description("An npz; each array goes to the input or gradient of its name"))
                    .required(List.of("request")));
            return operation;
        };
    }

    private static Schema<?> array() {
        Schema<?> nested = new ArraySchema().items(new Schema<>());
        Schema<?> shaped = new ObjectSchema()
                .addProperty("shape", new ArraySchema().items(new IntegerSchema().format(null)))
                .addProperty("dtype", new StringSchema().description("A NumPy name: float64, float32, int64, …"))
                .addProperty("data", new ArraySchema().items(new Schema<>()))
                .addProperty("b64", new StringSchema().description("Little-endian bytes in C order, base64"))
                .required(List.of("shape"));
        return new ComposedSchema()
                .oneOf(List.of(new NumberSchema(), nested, shaped))
                .description("Nested lists of numbers, a bare number, shaped data, or base64 bytes");
    }

    private static Schema<?> submitted() {
        return new Schema<>()
                .description(
                        "An array. Whatever else stands here is the student's, and gets the status unreadable; a null"
                                + " between numbers is NaN, and in place of an array nothing is submitted");
    }

    private static Schema<?> function() {
        Schema<?> definition = new ObjectSchema()
                .addProperty("inputs", new Schema<>().$ref("#/components/schemas/DeclaredInputs"))
                .addProperty(
                        "code",
                        new StringSchema().description("NumPy code that assigns the output, or a file of functions"))
                .addProperty(
                        "call",
                        new ComposedSchema()
                                .oneOf(List.of(new StringSchema(), new ArraySchema().items(new StringSchema())))
                                .description(
                                        "Run after a file of functions, which then sees no input by itself: what it"
                                                + " assigns is named"))
                .addProperty("output", new Schema<>().$ref("#/components/schemas/Output"))
                .required(List.of("inputs", "code", "output"));
        return new ComposedSchema()
                .oneOf(List.of(new StringSchema(), definition))
                .description("A name of the catalogue, or a definition");
    }

    private static Schema<?> declared() {
        Schema<?> integers = new ObjectSchema()
                .addProperty("shape", new StringSchema())
                .addProperty("below", new Schema<>().description("The axis or number that each integer is less than"))
                .addProperty("alias", new StringSchema().description("Another name for the input"))
                .required(List.of("shape"));
        Schema<?> plain = new ObjectSchema()
                .addProperty("value", new Schema<>().description("Any JSON, which the code may branch on"))
                .required(List.of("value"));
        return byName(new ComposedSchema().oneOf(List.of(new StringSchema(), integers, plain)))
                .description(
                        "By name a shape, \"N D\", shape and bound of an array of integers, or a value that is no array");
    }

    // one statement, or several that run one by one
    private static Schema<?> call() {
        return new Schema<>()
                .description("Run after code, with what that defines. What it assigns is graded")
                .oneOf(List.of(new StringSchema(), new ArraySchema().items(new StringSchema())));
    }

    private static Schema<?> output() {
        return new ComposedSchema()
                .oneOf(List.of(new StringSchema(), new ArraySchema().items(new StringSchema())))
                .description("The name of a value that the code assigns, or a list of them");
    }

    private static Schema<?> value() {
        return new ComposedSchema()
                .anyOf(List.of(
                        new Schema<>().$ref("#/components/schemas/Array"),
                        byName(new Schema<>().$ref("#/components/schemas/Array"))))
                .description("Of the output; where there are several, by name");
    }

    private static Schema<?> byName(Schema<?> schema) {
        return new ObjectSchema().additionalProperties(schema);
    }

    private static Schema<?> problem() {
        return new ObjectSchema()
                .addProperty("type", new StringSchema().description("Stable: urn:dscore:problem:…"))
                .addProperty("title", new StringSchema())
                .addProperty("status", new IntegerSchema().format(null))
                .addProperty("detail", new StringSchema().description("What is wrong, and what would be right"))
                .addProperty("instance", new StringSchema())
                .addProperty("pointer", new StringSchema().description("A JSON pointer to the value at fault"))
                .addProperty("line", new IntegerSchema().format(null).description("Of code, counted from 1"))
                .addProperty("column", new IntegerSchema().format(null).description("Of code, counted from 1"))
                .addProperty("text", new StringSchema().description("The piece of code at fault"))
                .required(List.of("type", "title", "status", "detail"));
    }
}
