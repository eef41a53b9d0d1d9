package dev.muster.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.util.Map;
import picocli.CommandLine.Command;

/** {@code GET /auth/sessions}. */
@Command(name = "sessions", description = "List where you are logged in.")
final class Sessions implements Runnable {
    private final Muster muster;

    Sessions(Muster muster) {
        this.muster = muster;
    }

    @Override
    public void run() {
        var answer = muster.server().get("/auth/sessions", Map.of());
        var out = muster.out();
        if (out.json()) {
            answer.data().forEach(out::item);
            return;
        }
        var table = new Table()
                .column("ID")
                .column("KIND")
                .column("SINCE")
                .column("LAST USED")
                .column("ENDS")
                .optional("FROM")
                .flexible("WITH", 10);
        answer.data().forEach(session -> table.row(row(session, muster.now(answer))));
        if (table.isEmpty()) {
            out.note("No sessions.");
        } else {
            out.table(table);
        }
    }

    private static String[] row(JsonNode session, Instant now) {
        return new String[] {
            Fields.text(session, "id") + (session.path("current").asBoolean() ? " (this one)" : ""),
            Fields.text(session, "kind"),
            Fields.ago(session, "createdAt", now),
            Fields.ago(session, "lastUsedAt", now),
            Fields.ago(session, "expiresAt", now),
            Fields.text(session, "address"),
            Fields.text(session, "userAgent")
        };
    }
}
