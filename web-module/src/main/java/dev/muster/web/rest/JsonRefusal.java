package dev.muster.web.rest;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.exc.InvalidFormatException;
import com.fasterxml.jackson.databind.exc.ValueInstantiationException;
import dev.muster.platform.Refusal;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What a JSON parser's complaint means to the client: where, and what to do, without class names. */
final class JsonRefusal {

    private JsonRefusal() {}

    static Refusal of(JsonProcessingException e) {
        if (e instanceof ValueInstantiationException made && made.getCause() instanceof Refusal refusal) {
            return refusal;
        }
        if (e instanceof JsonMappingException mapping) {
            var cause = mapping.getCause() instanceof IllegalArgumentException inner ? inner.getMessage() : null;
            return Refusal.invalid(pointer(mapping), cause == null ? form(mapping) : cause);
        }
        var at = e.getLocation();
        return Refusal.of(
                400,
                "bad-json",
                "the body is no JSON"
                        + (at == null ? "" : ": look at line " + at.getLineNr() + ", column " + at.getColumnNr()));
    }

    private static String form(JsonMappingException e) {
        return e instanceof InvalidFormatException wrong
                        && wrong.getTargetType().isEnum()
                ? "is one of "
                        + Stream.of(wrong.getTargetType().getEnumConstants())
                                .map(Object::toString)
                                .collect(Collectors.joining(", "))
                : "does not have the expected form";
    }

    private static String pointer(JsonMappingException e) {
        return e.getPath().stream()
                .map(step -> "/" + (step.getFieldName() == null ? step.getIndex() : step.getFieldName()))
                .collect(Collectors.joining());
    }
}
