package dev.muster.cli.tenancy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.muster.cli.tenancy.Operation.In;
import dev.muster.cli.tenancy.Operation.Slot;
import dev.muster.protocol.Json;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Makes a request of an operation from what its slots are to say. */
final class Composer {

    /** A sheet's columns that name something, as slots. */
    static final List<Slot> CSV = List.of(new Slot(In.BODY, "column id"), new Slot(In.BODY, "column site"));

    private Composer() {}

    /** Plain members of the body stand in it anyway; all else only where {@code values} says it. */
    static Call call(Operation operation, Map<Slot, String> values) {
        var path = operation.path();
        var query = new StringBuilder();
        var headers = new LinkedHashMap<String, String>();
        for (var slot : operation.slots()) {
            var value = values.get(slot);
            if (value != null) {
                switch (slot.in()) {
                    case PATH -> path = path.replace("{" + slot.name() + "}", Call.escaped(value));
                    case QUERY ->
                        query.append(query.isEmpty() ? '?' : '&')
                                .append(slot.name())
                                .append('=')
                                .append(Call.escaped(value));
                    case HEADER -> headers.put(slot.name(), value);
                    case BODY -> {
                        // below
                    }
                }
            }
        }
        String body = null;
        if (operation.contentType() != null) {
            headers.put("Content-Type", operation.contentType());
            body = operation.contentType().equals("text/csv")
                    ? sheet(values)
                    : json(operation, values).toString();
        }
        return new Call(operation.method(), path + query, headers, body);
    }

    private static ObjectNode json(Operation operation, Map<Slot, String> values) {
        var body = Json.object();
        for (var slot : operation.slots()) {
            if (slot.in() == In.BODY) {
                var value = values.get(slot);
                var said = value == null ? plain(slot) : reference(slot.name(), value);
                if (said != null) {
                    body.set(slot.name(), Json.tree(said));
                }
            }
        }
        return body;
    }

    /** A name of its own for each request, so that none is refused because another one came first. */
    private static Object plain(Slot slot) {
        var said = Catalogue.plain(slot);
        return slot.name().equals("name") ? said + "-" + Marks.letters(8) : said;
    }

    private static Object reference(String name, String value) {
        return switch (name) {
            case "deviceIds" -> List.of(value);
            case "fleets" -> List.of(Map.of("fleet", value, "role", "OPERATOR"));
            default -> value;
        };
    }

    private static String sheet(Map<Slot, String> values) {
        return "id,label,site\n" + values.get(CSV.get(0)) + ",probe," + values.getOrDefault(CSV.get(1), "") + "\n";
    }
}
