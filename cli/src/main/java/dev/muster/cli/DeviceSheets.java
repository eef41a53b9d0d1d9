package dev.muster.cli;

import dev.muster.protocol.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Devices from a CSV file and into one. */
final class DeviceSheets {
    private DeviceSheets() {}

    /** {@code POST /devices/import}: all rows, or none where there is a mistake. */
    @Command(name = "import", description = "Register and change devices from a CSV file: all rows, or none.")
    static final class Import implements Runnable {
        @Parameters(paramLabel = "FILE", description = "UTF-8 with a header line; - for standard input.")
        private Path file;

        @Option(names = "--dry-run", description = "Say what it would do, and change nothing.")
        private boolean dryRun;

        private final Muster muster;

        Import(Muster muster) {
            this.muster = muster;
        }

        @Override
        public void run() {
            var server = muster.server();
            var told = server.upload("/devices/import", Map.of("dryRun", String.valueOf(dryRun)), "text/csv", read())
                    .data();
            if (muster.out().json()) {
                muster.out().item(told);
                return;
            }
            muster.out()
                    .line((dryRun ? "Would import " : "Imported ") + Fields.text(told, "rows") + " rows: "
                            + Fields.text(told, "created") + " new, " + Fields.text(told, "updated") + " changed, "
                            + Fields.text(told, "unchanged") + " as they are.");
        }

        private byte[] read() {
            try {
                return file.toString().equals("-") ? muster.shell().in().readAllBytes() : Files.readAllBytes(file);
            } catch (IOException e) {
                throw Failure.failed(
                        "file", "Cannot read " + file + ": " + e.getClass().getSimpleName() + ".");
            }
        }
    }

    /** {@code GET /devices/export}, byte for byte: cells that a spreadsheet would run are guarded by the server. */
    @Command(name = "export", description = "Write devices as a CSV file that can be imported again.")
    static final class Export implements Runnable {
        @Option(names = "--q", paramLabel = "TEXT", description = "Only devices that this search finds.")
        private String q;

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
            var query = new LinkedHashMap<String, String>();
            if (q != null) {
                query.put("q", q);
            }
            try (var sheet = muster.server().open("/devices/export", query, "text/csv")) {
                if (file == null) {
                    sheet.transferTo(muster.shell().out());
                    return;
                }
                Whole.write(sheet, file);
            } catch (IOException e) {
                throw Whole.brokenOff(e, file);
            }
            if (muster.out().json()) {
                muster.out().item(Json.object().put("file", file.toString()));
            } else {
                muster.out().line("Wrote the devices to " + file + ".");
            }
        }
    }
}
