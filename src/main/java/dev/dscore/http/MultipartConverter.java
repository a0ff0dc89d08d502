package dev.dscore.http;

import dev.dscore.app.Engine;
import dev.dscore.app.RequestLimits;
import dev.dscore.calculus.Derivation;
import dev.dscore.compute.Allowance;
import dev.dscore.contract.FunctionField;
import dev.dscore.contract.GradeRequest;
import dev.dscore.contract.GradientsRequest;
import dev.dscore.contract.NpzEntry;
import dev.dscore.contract.NpzReader;
import dev.dscore.contract.SizedRequest;
import dev.dscore.contract.SoftmaxGradeRequest;
import dev.dscore.contract.SoftmaxRequest;
import dev.dscore.contract.SubmittedArray;
import dev.dscore.functions.Declaration;
import dev.dscore.functions.FunctionDefinition;
import dev.dscore.http.overload.RequestBytes;
import dev.dscore.problem.ProblemType;
import dev.dscore.problem.RequestException;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.io.InputStream;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.commons.fileupload.FileItemIterator;
import org.apache.commons.fileupload.FileItemStream;
import org.apache.commons.fileupload.FileUpload;
import org.apache.commons.fileupload.FileUploadException;
import org.apache.commons.fileupload.UploadContext;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpInputMessage;
import org.springframework.http.HttpOutputMessage;
import org.springframework.http.MediaType;
import org.springframework.http.converter.AbstractHttpMessageConverter;
import org.springframework.http.converter.HttpMessageNotReadableException;
import org.springframework.http.converter.HttpMessageNotWritableException;
import org.springframework.stereotype.Component;
import org.springframework.web.context.request.RequestContextHolder;
import org.springframework.web.context.request.ServletRequestAttributes;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * Reads a multipart request wherever JSON alone is read: its JSON is the part {@code request}, its arrays are the part
 * {@code arrays}, an npz. Each array goes to the input, the upstream gradient or the submitted gradient of its name.
 */
@Component
class MultipartConverter extends AbstractHttpMessageConverter<Object> {
    private static final Set<String> OF_SOFTMAX = Set.of("X", "W", "b", "labels", "y");

    private final JsonMapper json;
    private final Engine engine;
    private final RequestLimits limits;

    MultipartConverter(JsonMapper json, Engine engine, RequestLimits limits) {
        super(MediaType.MULTIPART_FORM_DATA);
        this.json = json;
        this.engine = engine;
        this.limits = limits;
    }

    @Override
    protected boolean supports(Class<?> type) {
        return type == SoftmaxRequest.class
                || type == SoftmaxGradeRequest.class
                || type == GradientsRequest.class
                || type == GradeRequest.class
                || type == SizedRequest.class;
    }

    @Override
    protected boolean canWrite(@Nullable MediaType type) {
        return false;
    }

    @Override
    protected void writeInternal(Object request, HttpOutputMessage message) {
        throw new HttpMessageNotWritableException("requests are read only");
    }

    @Override
    protected Object readInternal(Class<?> type, HttpInputMessage message) throws IOException {
        ObjectNode request = null;
        Map<String, NpzEntry> arrays = new LinkedHashMap<>();
        try {
            FileItemIterator parts = new FileUpload().getItemIterator(context(message));
            while (parts.hasNext()) {
                FileItemStream part = parts.next();
                try (InputStream body = part.openStream()) {
                    switch (String.valueOf(part.getFieldName())) {
                        case "request" -> request = object(body.readAllBytes(), message);
                        case "arrays" ->
                            arrays.putAll(NpzReader.read(
                                    body,
                                    limits.elements(),
                                    limits.inflated().toBytes(),
                                    RequestBytes.of(servlet())::charge));
                        default ->
                            throw malformed(
                                    "the parts are request, which is JSON, and arrays, which is an npz; no others");
                    }
                }
            }
        } catch (FileUploadException e) {
            if (e.getCause() instanceof IOException unread) throw unread;
            throw malformed("the parts cannot be told apart; the boundary in Content-Type must be that in the body");
        }
        if (request == null) throw malformed("the part request is missing; it is the JSON of the request");
        ObjectNode whole = request;
        Places places = places(type, whole);
        arrays.forEach((name, array) -> put(places.of(name), array, name));
        try {
            return json.treeToValue(whole, type);
        } catch (JacksonException e) {
            throw new HttpMessageNotReadableException("the part request is not what it should be", e, message);
        }
    }

    // a converter is given the message but not its request
    private static HttpServletRequest servlet() {
        return ((ServletRequestAttributes) RequestContextHolder.currentRequestAttributes()).getRequest();
    }

    private static UploadContext context(HttpInputMessage message) {
        return new UploadContext() {
            @Override
            public long contentLength() {
                return message.getHeaders().getContentLength();
            }

            @Override
            @Deprecated
            public int getContentLength() {
                return (int) Math.min(Integer.MAX_VALUE, contentLength());
            }

            @Override
            public String getCharacterEncoding() {
                return "UTF-8";
            }

            @Override
            public String getContentType() {
                return String.valueOf(message.getHeaders().getContentType());
            }

            @Override
            public InputStream getInputStream() throws IOException {
                return message.getBody();
            }
        };
    }

    private ObjectNode object(byte[] bytes, HttpInputMessage message) {
        try {
            JsonNode tree = json.readTree(bytes);
            if (tree instanceof ObjectNode object) return object;
        } catch (JacksonException e) {
            throw new HttpMessageNotReadableException("the part request is not JSON", e, message);
        }
        throw malformed("the part request must be a JSON object");
    }

    /** The place of an array: an object of the request, and the array's name in it. */
    private record Place(ObjectNode object, String name, boolean ofStudent) {}

    private interface Places {
        Place of(String array);
    }

    private Places places(Class<?> type, ObjectNode request) {
        // requests that take no arrays have no such field
        if (type == SoftmaxRequest.class || type == SizedRequest.class) return name -> new Place(request, name, false);
        if (type == SoftmaxGradeRequest.class) {
            return name -> OF_SOFTMAX.contains(name)
                    ? new Place(request, name, false)
                    : new Place(within(request, "submitted"), name, true);
        }
        JsonNode sent = request.get("function");
        boolean defined = sent != null && sent.isObject();
        // a definition is translated later, with the request
        FunctionDefinition function = defined
                ? null
                : engine.definitions().function(FunctionField.of(sent), declared -> Map.of(), Allowance.UNLIMITED);
        Set<String> inputs = function == null ? names(sent.path("inputs")) : names(function);
        Set<String> outputs = function == null ? outputs(sent) : Set.copyOf(function.upstreamOutputs());
        return name -> {
            if (inputs.contains(name)) return new Place(within(request, "inputs"), name, false);
            // upstream gradients are told from the others once the definition is translated
            if (type == GradeRequest.class) return new Place(within(request, "submitted"), name, true);
            String value = name.substring(Math.min(name.length(), 1));
            boolean upstream = outputs.contains(value) && name.equals(Derivation.gradientOf(value));
            return upstream
                    ? new Place(within(request, "upstream"), value, false)
                    : new Place(within(request, "inputs"), name, false);
        };
    }

    private static Set<String> names(JsonNode inputs) {
        return new HashSet<>(inputs.propertyNames());
    }

    private static Set<String> names(FunctionDefinition function) {
        Set<String> names = new HashSet<>();
        for (Declaration input : function.inputs()) {
            names.add(input.name());
            input.alias().ifPresent(names::add);
        }
        return names;
    }

    private static Set<String> outputs(JsonNode definition) {
        JsonNode output = definition.path("output");
        if (output.isString()) return Set.of(output.stringValue());
        return output.valueStream()
                .filter(JsonNode::isString)
                .map(JsonNode::stringValue)
                .collect(Collectors.toSet());
    }

    private static ObjectNode within(ObjectNode request, String field) {
        JsonNode there = request.get(field);
        if (there instanceof ObjectNode object) return object;
        if (there == null || there.isNull()) return request.putObject(field);
        throw new RequestException(ProblemType.WRONG_TYPE, "/" + field + " must be an object", "/" + field);
    }

    private static void put(Place place, NpzEntry array, String name) {
        if (place.object.has(place.name)) {
            throw new RequestException(
                    ProblemType.DUPLICATE_FIELD,
                    name + " is given in the request and in the npz",
                    RequestException.pointer("", name));
        }
        place.object.putPOJO(place.name, place.ofStudent ? SubmittedArray.of(array) : array.orRefused());
    }

    private static RequestException malformed(String detail) {
        return new RequestException(ProblemType.MALFORMED_MULTIPART, detail);
    }
}
