package dev.muster.web.audit;

import dev.muster.audit.entity.AuditEntry;
import java.time.Instant;

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

    /** The detail in one line, without what is empty; empty where there is none. */
    public String detailBrief() {
        var brief = new StringBuilder();
        for (var member : entry.detail().properties()) {
            var value = member.getValue();
            if (value.isNull() || (value.isContainerNode() && value.isEmpty())) {
                continue;
            }
            brief.append(brief.isEmpty() ? "" : " · ")
                    .append(member.getKey())
                    .append(' ')
                    .append(value.isValueNode() ? value.asText() : value.toString());
        }
        return brief.length() > LONGEST_BRIEF ? brief.substring(0, LONGEST_BRIEF) : brief.toString();
    }

    public String detailPretty() {
        return entry.detail().toPrettyString();
    }
}
