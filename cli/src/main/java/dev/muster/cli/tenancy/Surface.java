package dev.muster.cli.tenancy;

import com.fasterxml.jackson.databind.JsonNode;
import dev.muster.cli.tenancy.Operation.In;
import dev.muster.cli.tenancy.Operation.Slot;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Reads the server's own description of its REST surface. */
final class Surface {

    private final JsonNode document;

    private Surface(JsonNode document) {
        this.document = document;
    }

    /** Every method of every path, in the order of the description. */
    static List<Operation> of(JsonNode openapi) {
        var surface = new Surface(openapi);
        var operations = new ArrayList<Operation>();
        openapi.path("paths")
                .properties()
                .forEach(path -> path.getValue().properties().forEach(method -> {
                    if (!method.getKey().equals("parameters")) {
                        operations.add(
                                surface.operation(path.getKey(), path.getValue(), method.getKey(), method.getValue()));
                    }
                }));
        if (operations.isEmpty()) {
            throw new ProbeFailure("/openapi describes no path");
        }
        return operations;
    }

    private Operation operation(String path, JsonNode shared, String method, JsonNode operation) {
        var slots = new ArrayList<Slot>();
        for (var list : List.of(shared.path("parameters"), operation.path("parameters"))) {
            list.forEach(parameter -> slots.add(slot(resolved(parameter))));
        }
        var content = operation.path("requestBody").path("content").properties();
        String type = null;
        if (!content.isEmpty()) {
            var body = content.iterator().next();
            type = body.getKey();
            if (type.equals("text/csv")) {
                slots.addAll(Composer.CSV);
            }
            resolved(body.getValue().path("schema"))
                    .path("properties")
                    .fieldNames()
                    .forEachRemaining(name -> slots.add(new Slot(In.BODY, name)));
        }
        return new Operation(method.toUpperCase(Locale.ROOT), path, List.copyOf(slots), type);
    }

    private static Slot slot(JsonNode parameter) {
        return new Slot(
                In.valueOf(parameter.path("in").asText().toUpperCase(Locale.ROOT)),
                parameter.path("name").asText());
    }

    private JsonNode resolved(JsonNode node) {
        return node.has("$ref") ? document.at(node.path("$ref").asText().substring(1)) : node;
    }
}
