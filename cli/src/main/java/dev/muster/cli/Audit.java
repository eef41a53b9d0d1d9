package dev.muster.cli;

import com.fasterxml.jackson.databind.JsonNode;
import dev.muster.protocol.Json;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code GET /audit}, newest first. */
@Command(name = "audit", description = "Show who did what, newest first.", synopsisSubcommandLabel = "[export]")
final class Audit implements Runnable {
    @Mixin
    private AuditFilter filter;

    @Mixin
    private Paging paging;

    private final Muster muster;

    Audit(Muster muster) {
        this.muster = muster;
    }

    @Override
    public void run() {
        var table = new Table()
                .column("WHEN")
                .column("WHO")
                .column("ACTION")
                .column("ON")
                .flexible("DETAIL", 16)
                .optional("FROM");
        paging.list(muster, "/audit", filter.query(muster.shell().clock()), table, Audit::row);
        if (table.isEmpty()) {
            muster.out().note("No entry matches.");
        }
    }

    private static String[] row(JsonNode entry, Instant now) {
        var actor = entry.path("actor");
        return new String[] {
            Fields.ago(entry, "at", now),
            Stream.of("name", "id", "type")
                    .map(member -> Fields.text(actor, member))
                    .filter(text -> !text.isEmpty())
                    .findFirst()
                    .orElse(""),
            Fields.text(entry, "action"),
            on(entry.path("target")),
            Fields.pairs(entry.path("detail")),
            Fields.text(entry, "address")
        };
    }

    /** A device by its id, which people know; anything else by its name where it has one. */
    private static String on(JsonNode target) {
        var name = target.path("type").asText("").equalsIgnoreCase("device") ? "" : Fields.text(target, "name");
        return Stream.of(Fields.text(target, "type"), name.isEmpty() ? Fields.text(target, "id") : name)
                .filter(text -> !text.isEmpty())
                .collect(Collectors.joining(" "));
    }

    /** {@code GET /audit/export}: JSON lines, byte for byte as the server gave them, for whoever verifies them later. */
    @Command(name = "export", description = "Write audit entries as JSON lines, newest first.")
    static final class Export implements Runnable {
        @Mixin
        private AuditFilter filter;

        @Option(
                names = {"-o", "--output"},
                paramLabel = "FILE",
                description = "Write to this file; an existing one is replaced once the export is complete.")
        private Path file;

        private final Muster muster;

        Export(Muster muster) {
            this.muster = muster;
        }

        @Override
        public void run() {
            var query = filter.query(muster.shell().clock());
            try (var lines = muster.server().open("/audit/export", query, "application/x-ndjson")) {
                if (file == null) {
                    print(new BufferedReader(new InputStreamReader(lines, StandardCharsets.UTF_8)));
                    return;
                }
                Whole.write(lines, file);
            } catch (IOException e) {
                throw Whole.brokenOff(e, file);
            }
            report();
        }

        private void print(BufferedReader lines) throws IOException {
            var out = muster.shell().out();
            for (var line = lines.readLine(); line != null && !out.checkError(); line = lines.readLine()) {
                out.print((muster.shell().terminal() ? SafeText.json(line) : line) + "\n");
            }
        }

        private void report() {
            try (var written = Files.lines(file)) {
                var entries = written.count();
                if (muster.out().json()) {
                    muster.out().item(Json.object().put("file", file.toString()).put("entries", entries));
                } else {
                    muster.out()
                            .line("Wrote " + entries + (entries == 1 ? " entry" : " entries") + " to " + file + ".");
                }
            } catch (IOException e) {
                throw Failure.failed("export", file + " was written but cannot be read: " + e.getMessage() + ".");
            }
        }
    }
}
