package dev.muster.cli;

import com.fasterxml.jackson.databind.JsonNode;
import dev.muster.protocol.Json;
import java.time.Instant;
import java.util.Map;
import java.util.UUID;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code GET /auth/sessions}. */
@Command(name = "sessions", description = "List where you are logged in.", synopsisSubcommandLabel = "[end]")
final class Sessions implements Runnable {
    @Mixin
    private Paging paging;

    private final Muster muster;

    Sessions(Muster muster) {
        this.muster = muster;
    }

    @Override
    public void run() {
        var table = new Table()
                .column("ID")
                .column("KIND")
                .column("SINCE")
                .column("LAST USED")
                .column("ENDS")
                .optional("FROM")
                .flexible("WITH", 10);
        paging.list(muster, "/auth/sessions", Map.of(), table, Sessions::row);
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

    /** {@code DELETE /auth/sessions/{id}}, or without the id. */
    @Command(name = "end", description = "End one of your sessions, or all but this one, open pages included.")
    static final class End implements Runnable {
        @Parameters(paramLabel = "ID", arity = "0..1", description = "Id of the session.")
        private UUID id;

        @Option(names = "--others", description = "All but this one; API keys stay.")
        private boolean others;

        private final Muster muster;

        End(Muster muster) {
            this.muster = muster;
        }

        @Override
        public void run() {
            if (others == (id != null)) {
                throw Failure.usage("Say which session to end: its ID, or --others.");
            }
            if (others) {
                endOthers();
                return;
            }
            muster.server().delete("/auth/sessions/" + id);
            if (muster.out().json()) {
                muster.out().item(Json.object().put("id", id.toString()).put("ended", true));
            } else {
                muster.out().line("Session " + id + " is ended.");
            }
        }

        private void endOthers() {
            var ended = muster.server().delete("/auth/sessions").data().asInt();
            if (muster.out().json()) {
                muster.out().item(Json.object().put("ended", ended));
            } else {
                muster.out().line(ended == 1 ? "One session is ended." : ended + " sessions are ended.");
            }
        }
    }
}
