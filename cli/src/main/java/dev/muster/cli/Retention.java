package dev.muster.cli;

import com.fasterxml.jackson.databind.JsonNode;
import dev.muster.protocol.Json;
import java.time.Instant;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code /retention}: for how long an org keeps what its devices said. */
@Command(
        name = "retention",
        description = "Show for how long the org keeps readings, events and log lines, or say so.",
        synopsisSubcommandLabel = "[set|run|runs]")
final class Retention implements Runnable {

    private final Muster muster;

    Retention(Muster muster) {
        this.muster = muster;
    }

    static CommandLine commandLine(Muster muster) {
        return new CommandLine(new Retention(muster))
                .addSubcommand(new Change(muster))
                .addSubcommand(new Run(muster))
                .addSubcommand(new Runs(muster));
    }

    @Override
    public void run() {
        show(muster, muster.server().get("/retention", Map.of()).data());
    }

    private static void show(Muster muster, JsonNode days) {
        if (muster.out().json()) {
            muster.out().item(days);
        } else {
            muster.out()
                    .line("Readings are kept for " + Fields.text(days, "readingDays") + " days, events for "
                            + Fields.text(days, "eventDays") + ", log lines for " + Fields.text(days, "logDays") + ".");
        }
    }

    /** {@code PATCH /retention}. */
    @Command(name = "set", description = "Say for how many days; what is older is deleted for good, once a day.")
    static final class Change implements Runnable {
        @Option(names = "--readings", paramLabel = "DAYS", description = "1 to 3650.")
        private Integer readings;

        @Option(names = "--events", paramLabel = "DAYS", description = "1 to 3650.")
        private Integer events;

        @Option(names = "--logs", paramLabel = "DAYS", description = "1 to 3650.")
        private Integer logs;

        private final Muster muster;

        Change(Muster muster) {
            this.muster = muster;
        }

        @Override
        public void run() {
            var body = Json.object();
            if (readings != null) {
                body.put("readingDays", readings);
            }
            if (events != null) {
                body.put("eventDays", events);
            }
            if (logs != null) {
                body.put("logDays", logs);
            }
            if (body.isEmpty()) {
                throw Failure.usage("Say what to keep for how long: --readings, --events or --logs.");
            }
            show(muster, muster.server().patch("/retention", body).data());
        }
    }

    /** {@code POST /retention/runs}. */
    @Command(
            name = "run",
            description = "Delete now what the orgs of the server keep no longer; for the platform operator.")
    static final class Run implements Runnable {
        private final Muster muster;

        Run(Muster muster) {
            this.muster = muster;
        }

        @Override
        public void run() {
            var begun = muster.server()
                    .post("/retention/runs", Json.object(), Server.PATIENCE)
                    .data();
            if (muster.out().json()) {
                muster.out().item(begun);
            } else {
                muster.out().line("It is under way; `muster retention runs` shows how far it is.");
            }
        }
    }

    /** {@code GET /retention/runs}. */
    @Command(name = "runs", description = "List what was deleted, newest first; for the platform operator.")
    static final class Runs implements Runnable {
        @Mixin
        private Paging paging;

        private final Muster muster;

        Runs(Muster muster) {
            this.muster = muster;
        }

        @Override
        public void run() {
            var table = new Table()
                    .column("BEGUN")
                    .column("BY")
                    .column("FINISHED")
                    .optional("AT")
                    .flexible("DELETED", 20);
            paging.list(muster, "/retention/runs", Map.of(), table, Runs::row);
        }

        private static String[] row(JsonNode run, Instant now) {
            return new String[] {
                Fields.ago(run, "begunAt", now),
                Fields.text(run, "begunBy"),
                run.path("finishedAt").isTextual() ? Fields.ago(run, "finishedAt", now) : "no",
                Fields.text(run, "partition"),
                deleted(run.path("deleted"))
            };
        }

        private static String deleted(JsonNode tables) {
            return StreamSupport.stream(tables.properties().spliterator(), false)
                    .map(table -> table.getKey() + ": " + table.getValue().path("partitions") + " days, "
                            + table.getValue().path("rows") + " rows")
                    .sorted()
                    .collect(Collectors.joining("; "));
        }
    }
}
