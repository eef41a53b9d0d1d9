package dev.muster.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.Optional;

/** Members of the server's answers as people read them. A member that is absent or of another kind reads as empty. */
final class Fields {
    private Fields() {}

    static String text(JsonNode node) {
        return node.isMissingNode() || node.isNull() ? "" : node.isValueNode() ? node.asText() : node.toString();
    }

    static String text(JsonNode object, String member) {
        return text(object.path(member));
    }

    static Optional<Instant> time(JsonNode object, String member) {
        try {
            var text = object.path(member).textValue();
            return text == null
                    ? Optional.empty()
                    : Optional.of(OffsetDateTime.parse(text).toInstant());
        } catch (DateTimeParseException e) {
            return Optional.empty();
        }
    }

    static String ago(JsonNode object, String member, Instant now) {
        return time(object, member).map(then -> Times.relative(then, now)).orElse("");
    }

    /** Time from one member to another; empty while one is missing. */
    static String took(JsonNode object, String from, String to) {
        return time(object, from)
                .flatMap(start -> time(object, to).map(end -> Duration.between(start, end)))
                .filter(duration -> !duration.isNegative())
                .map(Times::took)
                .orElse("");
    }

    /** What the error log holds that nobody read: {@code 2 ERROR}. */
    static String errors(JsonNode errlog) {
        var unread = errlog.path("unread").asLong();
        return unread > 0 ? unread + " " + text(errlog, "worst") : "";
    }

    /** An object on one line: {@code role=ADMIN, org=default}. */
    static String pairs(JsonNode node) {
        if (!node.isObject()) {
            return text(node);
        }
        var pairs = new ArrayList<String>();
        node.properties().forEach(e -> {
            var value = text(e.getValue());
            if (!value.isEmpty()
                    && !(e.getValue().isContainerNode() && e.getValue().isEmpty())) {
                pairs.add(e.getKey() + "=" + value);
            }
        });
        return String.join(", ", pairs);
    }

    /** The first line, with a mark when there are more. */
    static String firstLine(String text) {
        var lines = text.strip().lines().toList();
        return lines.isEmpty() ? "" : lines.get(0) + (lines.size() > 1 ? " …" : "");
    }
}
