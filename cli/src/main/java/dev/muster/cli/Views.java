package dev.muster.cli;

import com.fasterxml.jackson.databind.JsonNode;
import dev.muster.protocol.Json;
import java.time.Instant;
import java.util.Map;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code /device-views}: device lists that are kept. */
@Command(
        name = "views",
        description = "List the device lists you keep and those your org shares, keep one, or delete it.",
        synopsisSubcommandLabel = "[save|delete]")
final class Views implements Runnable {

    @Mixin
    private Paging paging;

    private final Muster muster;

    Views(Muster muster) {
        this.muster = muster;
    }

    static CommandLine commandLine(Muster muster) {
        return new CommandLine(new Views(muster))
                .addSubcommand(new Save(muster))
                .addSubcommand(new Delete(muster));
    }

    @Override
    public void run() {
        var table = new Table()
                .column("ID")
                .flexible("NAME", 10)
                .flexible("SEARCH", 12)
                .optional("SORT")
                .column("SEEN BY");
        paging.list(muster, "/device-views", Map.of(), table, Views::row);
        if (table.isEmpty()) {
            muster.out().note("No views yet: keep one with `muster views save NAME --q SEARCH`.");
        }
    }

    private static String[] row(JsonNode view, Instant now) {
        return new String[] {
            Fields.text(view, "id"),
            Fields.text(view, "name"),
            Fields.text(view, "query"),
            Fields.text(view, "sort"),
            view.path("shared").asBoolean() ? "the org" : "you"
        };
    }

    /** {@code POST /device-views}. */
    @Command(name = "save", description = "Keep a device list; your own of that name is replaced.")
    static final class Save implements Runnable {
        @Parameters(paramLabel = "NAME", description = "What it is called.")
        private String name;

        @Option(names = "--q", paramLabel = "TEXT", defaultValue = "", description = "Its search.")
        private String q;

        @Option(names = "--sort", paramLabel = "FIELDS", description = "Its order, as in status,-lastSeen.")
        private String sort;

        @Option(names = "--share", description = "For all of the org.")
        private boolean share;

        private final Muster muster;

        Save(Muster muster) {
            this.muster = muster;
        }

        @Override
        public void run() {
            var body = Json.object().put("name", name).put("query", q).put("shared", share);
            if (sort != null) {
                body.put("sort", sort);
            }
            var saved =
                    muster.server().post("/device-views", body, Server.PATIENCE).data();
            if (muster.out().json()) {
                muster.out().item(saved);
            } else {
                muster.out()
                        .line("View " + Fields.text(saved, "name") + " is kept, id " + Fields.text(saved, "id") + ".");
            }
        }
    }

    /** {@code DELETE /device-views/{id}}. */
    @Command(name = "delete", description = "Delete a view of your own.")
    static final class Delete implements Runnable {
        @Parameters(paramLabel = "ID", description = "Id of the view, as `muster views` shows it.")
        private String id;

        private final Muster muster;

        Delete(Muster muster) {
            this.muster = muster;
        }

        @Override
        public void run() {
            muster.server().delete("/device-views/" + Server.segment(id));
            if (muster.out().json()) {
                muster.out().item(Json.object().put("id", id).put("deleted", true));
            } else {
                muster.out().line("View " + id + " is deleted.");
            }
        }
    }
}
