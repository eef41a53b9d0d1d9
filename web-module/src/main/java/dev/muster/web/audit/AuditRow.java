package dev.muster.web.audit;

import com.fasterxml.jackson.databind.JsonNode;
import dev.muster.audit.entity.AuditEntry;
import java.time.Instant;
import java.util.Comparator;
import java.util.stream.Collectors;

/** An audit entry as the page shows it. */
public record AuditRow(AuditEntry entry, String who) {

    private static final int LONGEST_BRIEF = 160;

    public long id() {
        return entry.id();
    }

    public Instant at() {
        return entry.at();
    }

    public String action() {
        return entry.action();
    }

    public boolean onDevice() {
        return "device".equals(entry.target().type()) && entry.target().id() != null;
    }

    public String targetKind() {
        return entry.target().type();
    }

    public String targetId() {
        return entry.target().id();
    }

    public String address() {
        return entry.address();
    }

    /** The detail in one line: its type first, without what is empty. */
    public String detailBrief() {
        var brief = entry.detail().properties().stream()
                .filter(member -> !member.getValue().isNull())
                .filter(member -> !member.getValue().isContainerNode()
                        || !member.getValue().isEmpty())
                .sorted(Comparator.comparing(member -> !member.getKey().equals("type")))
                .map(member -> member.getKey() + " " + words(member.getValue()))
                .collect(Collectors.joining(" · "));
        return brief.length() > LONGEST_BRIEF ? brief.substring(0, LONGEST_BRIEF) : brief;
    }

    private static String words(JsonNode value) {
        return value.isValueNode() ? value.asText() : value.toString();
    }

    public String detailPretty() {
        return entry.detail().toPrettyString();
    }
}
