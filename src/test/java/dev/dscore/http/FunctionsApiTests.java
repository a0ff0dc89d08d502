package dev.dscore.http;

import static com.atlassian.oai.validator.mockmvc.OpenApiValidationMatchers.openApi;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.hasItems;
import static org.hamcrest.Matchers.startsWith;
import static org.springframework.test.web.servlet.request.MockMvcRequestBuilders.get;
import static org.springframework.test.web.servlet.request.MockMvcRequestBuilders.post;
import static org.springframework.test.web.servlet.result.MockMvcResultMatchers.jsonPath;
import static org.springframework.test.web.servlet.result.MockMvcResultMatchers.status;

import dev.dscore.functions.Catalogue;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.webmvc.test.autoconfigure.AutoConfigureMockMvc;
import org.springframework.http.MediaType;
import org.springframework.test.web.servlet.MockMvc;
import org.springframework.test.web.servlet.ResultActions;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** Any function: definitions, the catalogue, derivations, random inputs. */
@SpringBootTest
@AutoConfigureMockMvc
@Tag("long")
class FunctionsApiTests {
    private static final String CONTRACT = "openapi/dscore.yaml";

    @Autowired
    private MockMvc mvc;

    private final JsonMapper json = new JsonMapper();

    private ResultActions send(String path, String body) throws Exception {
        return mvc.perform(post(path).contentType(MediaType.APPLICATION_JSON).content(body));
    }

    private static String definition(String inputs, String code, String output) {
        return "{\"inputs\": {" + inputs + "}, \"code\": \"" + code + "\", \"output\": " + output + "}";
    }

    private ResultActions gradients(String function, String rest) throws Exception {
        return send("/v1/gradients", "{\"function\": " + function + ", " + rest + "}");
    }

    private static void isProblem(ResultActions result, int status, String type, String pointer, String detail)
            throws Exception {
        result.andExpect(status().is(status))
                .andExpect(jsonPath("$.type").value("urn:dscore:problem:" + type))
                .andExpect(jsonPath("$.detail").value(containsString(detail)))
                .andExpect(jsonPath("$.pointer").value(pointer));
    }

    @Test
    void theContractsOwnDefinitionIsDerivedAndChecked() throws Exception {
        String function = definition(
                "\"X\": \"N D\", \"W\": \"D C\", \"b\": \"1 C\", \"y\": {\"shape\": \"N\", \"below\": \"C\"}, \"reg\": \"\"",
                "score = X @ W + b\\nloss = np.mean(logsumexp(score, axis=1) - score[range(N), y]) + reg * np.sum(W * W)",
                "\"loss\"");
        gradients(
                        function,
                        "\"inputs\": {\"X\": [[1, 2], [3, 4]], \"W\": [[0.1, 0.2, 0.3], [0.4, 0.5, 0.6]], \"b\": [0, 0, 0], "
                                + "\"y\": [0, 2], \"reg\": 0.5}, \"gradients\": [\"dW\", \"dscore\", \"dreg\"]")
                .andExpect(status().isOk())
                .andExpect(openApi().isValid(CONTRACT))
                .andExpect(jsonPath("$.value").isNumber())
                .andExpect(jsonPath("$.loss").isNumber())
                // sum(W * W) = 0.01 + 0.04 + 0.09 + 0.16 + 0.25 + 0.36
                .andExpect(jsonPath("$.gradients.dreg").value(0.91))
                .andExpect(jsonPath("$.check.passed").value(true))
                .andExpect(jsonPath("$.check.by_gradient.dreg.passed").value(true))
                // only what is asked for is checked
                .andExpect(jsonPath("$.check.by_gradient.db").doesNotExist());
    }

    @Test
    void anOutputThatIsNoScalarTakesTheUpstreamGradient() throws Exception {
        // H = X w with upstream u: dX = u w^T, dw = X^T u
        gradients(
                        definition("\"X\": \"N D\", \"w\": \"D\"", "H = X @ w", "\"H\""),
                        "\"inputs\": {\"X\": [[1, 2], [3, 4]], \"w\": [5, 6]}, \"upstream\": {\"H\": [1, -2]}")
                .andExpect(status().isOk())
                .andExpect(jsonPath("$.value[1]").value(39))
                .andExpect(jsonPath("$.loss").doesNotExist())
                .andExpect(jsonPath("$.gradients.dX[1][0]").value(-10))
                .andExpect(jsonPath("$.gradients.dw[0]").value(-5))
                .andExpect(jsonPath("$.gradients.dw[1]").value(-6))
                .andExpect(jsonPath("$.check.passed").value(true));
    }

    @Test
    void severalOutputsAreValuedByNameAndTheirGradientsAdd() throws Exception {
        // a = x², b = 3 x, with upstream 1 for the scalar a and 2 for b: 2 x + 6
        gradients(
                        definition("\"x\": \"N\"", "a = np.sum(x ** 2); b = 3 * x", "[\"a\", \"b\"]"),
                        "\"inputs\": {\"x\": [1, 2]}, \"upstream\": {\"b\": [2, 2]}")
                .andExpect(status().isOk())
                .andExpect(jsonPath("$.value.a").value(5))
                .andExpect(jsonPath("$.value.b[1]").value(6))
                .andExpect(jsonPath("$.gradients.dx[0]").value(8))
                .andExpect(jsonPath("$.gradients.dx[1]").value(10));
    }

    static Stream<String> names() {
        return new Catalogue().entries().keySet().stream();
    }

    @ParameterizedTest
    @MethodSource("names")
    void everyFunctionIsListedDescribedDerivedAndCheckedOnItsRandomInputs(String name) throws Exception {
        String whole = mvc.perform(get("/v1/functions/" + name))
                .andExpect(openApi().isValid(CONTRACT))
                .andReturn()
                .getResponse()
                .getContentAsString();
        JsonNode drawn = json.readTree(send("/v1/inputs", "{\"function\": \"" + name + "\"}")
                .andExpect(openApi().isValid(CONTRACT))
                .andReturn()
                .getResponse()
                .getContentAsString());
        ObjectNode request = json.createObjectNode().put("function", name);
        request.set("inputs", drawn.get("inputs"));
        if (drawn.has("upstream")) request.set("upstream", drawn.get("upstream"));
        request.set(
                "gradients",
                json.valueToTree(json.readTree(whole).get("gradients").propertyNames()));
        send("/v1/gradients", request.toString())
                .andExpect(openApi().isValid(CONTRACT))
                .andExpect(jsonPath("$.check.passed").value(true));
        send("/v1/derivation", "{\"function\": \"" + name + "\", \"sizes\": {}}")
                .andExpect(status().isOk())
                .andExpect(openApi().isValid(CONTRACT))
                .andExpect(jsonPath("$.steps[0].lengths").isArray())
                .andExpect(jsonPath("$.latex").value(startsWith("\\begin{aligned}")));
    }

    @Test
    void theCatalogueHasWhatTheCoursesUse() throws Exception {
        mvc.perform(get("/v1/functions"))
                .andExpect(openApi().isValid(CONTRACT))
                .andExpect(jsonPath("$[*].name")
                        .value(hasItems("softmax", "batchnorm", "attention", "svm", "exp-affine")));
        mvc.perform(get("/v1/functions/softmax"))
                .andExpect(jsonPath("$.inputs.X").value("N D"))
                .andExpect(jsonPath("$.inputs.y.below").value("C"))
                .andExpect(jsonPath("$.inputs.y.alias").value("labels"))
                .andExpect(jsonPath("$.code").value(containsString("score = X @ W + b")))
                .andExpect(jsonPath("$.gradients.dscore").value("N C"));
        mvc.perform(get("/v1/functions/softmx"))
                .andExpect(status().isNotFound())
                .andExpect(jsonPath("$.detail").value(containsString("did you mean softmax?")));
    }

    @Test
    void theDerivationOfSoftmaxIsTheContracts() throws Exception {
        send("/v1/derivation", "{\"function\": \"softmax\", \"sizes\": {\"N\": 5, \"D\": 4, \"C\": 3}}")
                .andExpect(jsonPath("$.steps[0].name").value("dscore"))
                .andExpect(jsonPath("$.steps[0].shape").value("N C"))
                .andExpect(jsonPath("$.steps[0].lengths[0]").value(5))
                .andExpect(jsonPath("$.steps[0].numpy").value("dscore = (softmax(score, axis=1) - one_hot(y, C)) / N"))
                .andExpect(jsonPath("$.steps[0].because").value(hasItem("logsumexp")))
                .andExpect(jsonPath("$.steps[3].dimensions").value("(D N) @ (N C) → (D C)"))
                .andExpect(jsonPath("$.numpy").value(containsString("dW = X.T @ dscore")))
                .andExpect(jsonPath("$.preamble").value(containsString("def one_hot(y, C)")));
    }

    @Test
    void inputsAreTheSameForASeedAndOfTheSizesAskedFor() throws Exception {
        String body = "{\"function\": \"softmax\", \"sizes\": {\"N\": 2, \"C\": 7}, \"seed\": 12}";
        String first = send("/v1/inputs", body)
                .andExpect(jsonPath("$.inputs.X.length()").value(2))
                .andExpect(jsonPath("$.inputs.W[0].length()").value(7))
                .andExpect(jsonPath("$.sizes.D").value(4))
                .andReturn()
                .getResponse()
                .getContentAsString();
        assertThat(send("/v1/inputs", body).andReturn().getResponse().getContentAsString())
                .isEqualTo(first);
        assertThat(send("/v1/inputs", body.replace("12", "13"))
                        .andReturn()
                        .getResponse()
                        .getContentAsString())
                .isNotEqualTo(first);
    }

    @Test
    void aBroadcastThatIsHardlyEverMeantComesWithAWarning() throws Exception {
        gradients(
                        definition(
                                "\"X\": \"N D\"",
                                "m = X.mean(axis=1)\\nd = X.sum(axis=1, keepdims=True) - m\\nloss = np.sum(d ** 2)",
                                "\"loss\""),
                        "\"inputs\": {\"X\": [[1, 2], [3, 5]]}")
                .andExpect(openApi().isValid(CONTRACT))
                .andExpect(jsonPath("$.warnings[0].line").value(2))
                .andExpect(jsonPath("$.warnings[0].message").value(containsString("broadcasts to (N N)")));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            textBlock =
                    """
            H = X @ X           | /function/code   | line 1, column 5: X @ X: (N D) @ (N D) does not fit: D ≠ N (both are 2 here, and need not be); X.T @ X would be (D D)
            H = X @ w + Q       | /function/code   | line 1, column 13: Q: is not defined; known here: D, N, X, w
            H = np.conv(X)      | /function/code   | line 1, column 5: np.conv: is not a function of the language
            H = X[5]            | /function/code   | line 1, column 5: X[5]: whether this index is within the axis of length N depends on the lengths
            H = X[X[0] > 0]     | /function/code   | X[X[0] > 0]: picking by a mask of another shape is not taken
            H = np.sort(X)      | /function/code   | np.sort(X): sort has no derivative here
            H = (X              | /function/code   | line 1, column 7: the code ends too early
            H += X              | /function/code   | line 1, column 1: H: is not defined; known here: D, N, X, w
            G = X @ w           | /function/output | the code does not assign the output H; known here: G
            dX = X * 2; H = dX  | /function/code   | dX is the name of the gradient of X; rename one
            ef = X * 2; H = ef  | /function/code   | ef has the gradient def, a word of Python; rename it
            lambda = X; H = X   | /function/code   | lambda: lambda has a meaning of its own; choose another name
            __import__('os')    | /function/code   | __import__: this function is not taken
            H = X.__class__     | /function/code   | an array (N D) has no .__class__ here
            H = 10 ** 10 ** 10 ** 10 * X @ w | /function/code | makes a whole number beyond 2 ** 53
            H = 10.0 ** 300 * 1e300 * X @ w  | /inputs | -
            """)
    void aDefinitionThatMakesNoSenseIsPointedAt(String code, String pointer, String detail) throws Exception {
        ResultActions result = gradients(
                definition("\"X\": \"N D\", \"w\": \"D\"", code, "\"H\""),
                "\"inputs\": {\"X\": [[1, 2], [3, 4]], \"w\": [5, 6]}, \"upstream\": {\"H\": [1, 1]}");
        result.andExpect(status().is(422));
        if (detail.equals("-")) result.andExpect(jsonPath("$.type").value("urn:dscore:problem:overflow"));
        else isProblem(result, 422, "invalid-definition", pointer, detail);
    }

    @Test
    void shapesThatDoNotFitAreNamedInSymbolsAndInNumbers() throws Exception {
        gradients(
                        definition("\"X\": \"N D\", \"W\": \"C D\"", "H = X @ W", "\"H\""),
                        "\"inputs\": {\"X\": [[1, 2, 3, 4]], \"W\": [[1, 2, 3, 4], [1, 2, 3, 4], [1, 2, 3, 4]]}")
                .andExpect(
                        jsonPath("$.detail")
                                .value(
                                        "line 1, column 5: X @ W: (N D) @ (C D) does not fit: D ≠ C (4 ≠ 3); X @ W.T would be (N C)"));
        send(
                        "/v1/derivation",
                        "{\"function\": " + definition("\"X\": \"N D\"", "H = X @ X", "\"H\"")
                                + ", \"sizes\": {\"N\": 5, \"D\": 4}}")
                .andExpect(jsonPath("$.detail").value(containsString("D ≠ N (4 ≠ 5)")));
    }

    @Test
    void anErrorInCodeHasItsPlaceAndItsText() throws Exception {
        gradients(definition("\"X\": \"N D\"", "a = X\\nH = a @ a", "\"H\""), "\"inputs\": {\"X\": [[1]]}")
                .andExpect(openApi().isValid(CONTRACT))
                .andExpect(jsonPath("$.line").value(2))
                .andExpect(jsonPath("$.column").value(5))
                .andExpect(jsonPath("$.text").value("a @ a"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            textBlock =
                    """
            {}                                                                  | 422 | invalid-definition | /function | function is missing
            {"function": 3}                                                     | 400 | wrong-type         | /function | a name or an object
            {"function": "sofmax"}                                              | 422 | unknown-name       | /function | sofmax is not in the catalogue; did you mean softmax?
            {"function": {"inputs": {}, "code": "", "output": "H"}}             | 422 | invalid-definition | /function/inputs | one input at least
            {"function": {"inputs": {"x": "N"}, "code": 3, "output": "H"}}      | 400 | wrong-type         | /function/code | code must be a string
            {"function": {"inputs": {"x": "N"}, "code": "H = x"}}               | 400 | wrong-type         | /function/output | output must be the name
            {"function": {"inputs": {"x": "N"}, "code": "H = x", "output": "H", "z": 1}} | 400 | unknown-field | /function/z | there is no field z
            {"function": {"inputs": {"x": "N+1"}, "code": "H = x", "output": "H"}}       | 422 | invalid-definition | /function/inputs/x | neither an axis name nor a number
            {"function": {"inputs": {"x": 3}, "code": "H = x", "output": "H"}}           | 400 | wrong-type | /function/inputs/x | an input is a shape
            {"function": {"inputs": {"x": {"shape": "N", "below": "C"}}, "code": "H = x", "output": "H"}} | 422 | invalid-definition | /function/inputs/x/below | C is no axis of any input
            {"function": {"inputs": {"x": {"shape": "N", "below": "CCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCC"}}, "code": "H = x", "output": "H"}} | 422 | invalid-definition | /function/inputs/x/below | a name in a shape has 101 letters
            {"function": {"inputs": {"x": {"shape": "N", "below": 3}}, "code": "H = x", "output": "H"}}   | 422 | invalid-definition | /function/inputs | every input holds integers
            {"function": {"inputs": {"N": "N"}, "code": "H = N", "output": "H"}}         | 422 | invalid-definition | /function/inputs/N | both an input and the length of an axis
            {"function": {"inputs": {"np": "N"}, "code": "H = np", "output": "H"}}       | 422 | invalid-definition | /function/inputs/np | cannot be the name of an input
            {"function": {"inputs": {"x": "a b c d e f g h i j k l m n o p q r s t u v w X Y Z A B C D E F G"}, "code": "H = x", "output": "H"}} | 422 | invalid-definition | /function/inputs/x | more than 32 axes
            {"function": "softmax", "inputs": {"Z": 1}}                                  | 422 | unknown-input | /inputs/Z | Z is not an input
            {"function": "softmax", "inputs": {"X": [[1, 2], [3]]}}                      | 400 | ragged-array | /inputs/X/1 | this list has 1 entries
            {"function": "relu", "inputs": {"x": [[1, -1]]}}                             | 422 | missing-upstream | /upstream/out | out is no scalar, so the gradient that the next layer hands down is needed
            {"function": "relu", "inputs": {"x": [[1, -1]]}, "upstream": {"out": [[1], [2]]}} | 422 | shape-mismatch | /upstream/out | it has the shape of out, an array of shape (N, D) = (1, 2)
            {"function": "relu", "inputs": {"x": [[1, -1]]}, "upstream": {"out": [[1, 2]], "z": 1}} | 422 | unknown-input | /upstream/z | z is not an output; the outputs are out
            {"function": "ridge", "inputs": {"X": [[1]], "w": [1], "y": [1], "reg": 1}, "upstream": {"loss": 1}} | 422 | unknown-input | /upstream/loss | loss is a scalar; its upstream gradient is 1
            {"function": "relu", "inputs": {"x": [[1, -1]]}, "upstream": {"out": [[1, NaN]]}} | 422 | not-finite | /upstream/out/0/1 | the upstream gradient of out is NaN at [0, 1]
            """)
    void whatIsWrongIsSaidAndWhere(String body, int status, String type, String pointer, String detail)
            throws Exception {
        isProblem(send("/v1/gradients", body), status, type, pointer, detail);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            textBlock =
                    """
            [[1, 0], [0, 1.25]] | 2 | /inputs/m/1/1 | m[1, 1] is 1.25; it must be a whole number from 0 to 1
            [[1, 0], [0, 2]]    | 2 | /inputs/m/1/1 | m[1, 1] is 2; it must be a whole number from 0 to 1
            [[-1, 0], [0, 1]]   | 5 | /inputs/m/0/0 | m[0, 0] is -1; it must be a whole number from 0 to 4
            [[0, 0], [1, 0]]    | 1 | /inputs/m/1/0 | m[1, 0] is 1; it must be 0
            """)
    void aMaskOutOfRangeIsNoLabelAndHasNoClasses(String mask, int below, String pointer, String detail)
            throws Exception {
        String answer = send(
                        "/v1/gradients",
                        "{\"function\": {\"inputs\": {\"x\": \"N D\", \"m\": {\"shape\": \"N D\", \"below\": " + below
                                + "}}, \"code\": \"loss = np.sum(x * m)\", \"output\": \"loss\"}, "
                                + "\"inputs\": {\"x\": [[1, 2], [3, 4]], \"m\": " + mask + "}}")
                .andExpect(status().is(422))
                .andExpect(jsonPath("$.type").value("urn:dscore:problem:number-out-of-range"))
                .andExpect(jsonPath("$.pointer").value(pointer))
                .andExpect(jsonPath("$.detail").value(detail))
                .andReturn()
                .getResponse()
                .getContentAsString();
        assertThat(answer).doesNotContainIgnoringCase("label").doesNotContainIgnoringCase("class");
    }

    @Test
    void sizesThatMakeNoSenseAreNamed() throws Exception {
        isProblem(
                send("/v1/inputs", "{\"function\": \"softmax\", \"sizes\": {\"Q\": 1}}"),
                422,
                "unknown-name",
                "/sizes/Q",
                "Q is no axis of this function");
        isProblem(
                send("/v1/inputs", "{\"function\": \"softmax\", \"sizes\": {\"N\": 0}}"),
                422,
                "invalid-option",
                "/sizes/N",
                "N is 0; a size is 1 …");
        send("/v1/inputs", "{\"function\": \"softmax\", \"sizes\": {\"N\": 100000, \"C\": 100000}}")
                .andExpect(status().is(422))
                .andExpect(jsonPath("$.type").value("urn:dscore:problem:too-costly"));
        isProblem(
                send("/v1/derivation", "{\"function\": \"softmax\", \"seed\": 1}"),
                400,
                "unknown-field",
                "/seed",
                "takes no seed");
    }

    @ParameterizedTest
    @ValueSource(strings = {"(", "[", "-", "np.exp(", "x**", "x+", "x@", "\\n", "\\u0000", "é", "x.T", "x,", "#"})
    void nonsenseOfAnySizeIsRefusedWithOneClearDocument(String piece) throws Exception {
        for (int length : new int[] {100, 3000, 100_000}) {
            String function = definition("\"x\": \"N\"", "H = x" + piece.repeat(length), "\"H\"");
            String body = gradients(function, "\"inputs\": {\"x\": [1]}, \"upstream\": {\"H\": [1]}")
                    .andReturn()
                    .getResponse()
                    .getContentAsString();
            assertThat(body).doesNotContain("dev.dscore", "antlr", "Exception", "urn:dscore:problem:internal");
            assertThat(body.length()).isLessThan(3000);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"h = np.tanh(h * w + x)", "h = h * h", "h = h + h * w", "h%d = np.tanh(h%d * w + x)"})
    void aLongProgramIsDerivedCheckedAndGradedInLinesThatCanBeRead(String line) throws Exception {
        StringBuilder code = new StringBuilder(line.contains("%d") ? "h0 = x * w" : "h = x * w");
        for (int i = 1; i < 400; i++)
            code.append("\\n")
                    .append(String.format(line.replace("%d", "%1$d"), i).replaceFirst("\\(h" + i, "(h" + (i - 1)));
        code.append("\\nloss = np.mean(np.tanh(")
                .append(line.contains("%d") ? "h399" : "h")
                .append("))");
        String function = definition("\"x\": \"N\", \"w\": \"N\"", code.toString(), "\"loss\"");
        String inputs = "\"inputs\": {\"x\": [0.1, 0.2], \"w\": [0.3, 0.4]}";
        String derivation = send("/v1/derivation", "{\"function\": " + function + "}")
                .andExpect(status().isOk())
                .andReturn()
                .getResponse()
                .getContentAsString(java.nio.charset.StandardCharsets.UTF_8);
        assertThat(derivation).doesNotContain("…", "ldots");
        gradients(function, inputs).andExpect(status().isOk());
        send(
                        "/v1/grade",
                        "{\"function\": " + function + ", " + inputs
                                + ", \"submitted\": {\"dx\": [5, 7], \"dw\": [1, 2]}}")
                .andExpect(status().isOk())
                .andExpect(jsonPath("$.marks[0].status").value("wrong"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            textBlock =
                    """
            loss = np.sum(x) / (N * N * N * N * N)              | too-costly         | too large to compute with
            loss = np.sum(x) * np.sum(np.zeros(N * N * N * N * N)) | too-costly      | too large to compute with
            loss = np.sum(x * np.zeros(N * N * N * N * N))     | invalid-definition | does not fit: N ≠ N * N * N * N * N
            loss = np.sum(np.zeros(N - 10000)) + np.sum(x)      | invalid-definition | an axis cannot have the length N - 10000: it may be less than 1
            loss = np.sum(one_hot(y, 2)) * np.sum(x)            | label-out-of-range | y holds 8 and is used on an axis of length 2
            loss = np.sum(one_hot(x, 2))                        | invalid-definition | indices must be an input of integers
            loss = np.sum(np.outer(x, np.ones(2))[range(N), y]) | label-out-of-range | y holds 8 and is used on an axis of length 2
            """)
    void whatOnlyLengthsAndIndicesBreakIsRefusedAsClearly(String code, String type, String detail) throws Exception {
        String function = definition("\"x\": \"N\", \"y\": {\"shape\": \"N\", \"below\": 9}", code, "\"loss\"");
        String many = "[" + "1, ".repeat(9999) + "1]", labels = "[" + "8, ".repeat(9999) + "1]";
        for (String path : new String[] {"/v1/gradients", "/v1/grade"}) {
            send(path, "{\"function\": " + function + ", \"inputs\": {\"x\": " + many + ", \"y\": " + labels + "}}")
                    .andExpect(status().is(422))
                    .andExpect(jsonPath("$.type").value("urn:dscore:problem:" + type))
                    .andExpect(jsonPath("$.detail").value(containsString(detail)));
        }
    }
}
