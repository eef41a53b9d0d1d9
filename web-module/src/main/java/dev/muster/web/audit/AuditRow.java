package dev.muster.web.audit;

import dev.muster.audit.entity.AuditEntry;
import dev.muster.protocol.Json;
import java.time.Instant;

/** An audit entry as the page shows it. */
public record AuditRow(AuditEntry entry, String who) {

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

    /** The detail in one line, empty where there is none. */
    public String detailBrief() {
        var detail = entry.detail();
        if (detail == null || detail.isEmpty()) {
            return "";
        }
        var brief = new StringBuilder();
        detail.properties()
                .forEach(member -> brief.append(brief.isEmpty() ? "" : "  ")
                        .append(member.getKey())
                        .append(' ')
                        .append(
                                member.getValue().isValueNode()
                                        ? member.getValue().asText()
                                        : "…"));
        return brief.length() > 120 ? brief.substring(0, 120) : brief.toString();
    }

    public String detailPretty() {
        return Json.object().set("detail", entry.detail()).get("detail").toPrettyString();
    }
}
