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

/** {@code /orgs}, for the platform operator. */
@Command(
        name = "orgs",
        description = "List the orgs of the server, make one, or rename it.",
        synopsisSubcommandLabel = "[create|rename]")
final class Orgs implements Runnable {

    @Mixin
    private Paging paging;

    private final Muster muster;

    Orgs(Muster muster) {
        this.muster = muster;
    }

    static CommandLine commandLine(Muster muster) {
        return new CommandLine(new Orgs(muster))
                .addSubcommand(new Create(muster))
                .addSubcommand(new Rename(muster));
    }

    @Override
    public void run() {
        var table = new Table()
                .column("SLUG")
                .flexible("NAME", 10)
                .column("DEVICES")
                .column("PEOPLE")
                .optional("SIGNED COMMANDS")
                .column("MADE");
        paging.list(muster, "/orgs", Map.of(), table, Orgs::row);
    }

    private static String[] row(JsonNode org, Instant now) {
        return new String[] {
            Fields.text(org, "slug"),
            Fields.text(org, "name"),
            Fields.text(org, "devices"),
            Fields.text(org, "people"),
            org.path("signedCommands").asBoolean() ? "required" : "",
            Fields.ago(org, "createdAt", now)
        };
    }

    private static void done(Muster muster, JsonNode org, String what) {
        if (muster.out().json()) {
            muster.out().item(org);
        } else {
            muster.out().line("Org " + Fields.text(org, "slug") + " is " + what + ".");
        }
    }

    /** {@code POST /orgs}. */
    @Command(name = "create", description = "Make an org.")
    static final class Create implements Runnable {
        @Parameters(paramLabel = "NAME", description = "What it is called.")
        private String name;

        @Option(names = "--slug", paramLabel = "SLUG", description = "For addresses; made from the name unless told.")
        private String slug;

        private final Muster muster;

        Create(Muster muster) {
            this.muster = muster;
        }

        @Override
        public void run() {
            var body = Json.object().put("name", name);
            if (slug != null) {
                body.put("slug", slug);
            }
            done(muster, muster.server().post("/orgs", body, Server.PATIENCE).data(), "made");
        }
    }

    /** {@code PATCH /orgs/{slug}}. */
    @Command(name = "rename", description = "Give an org another name; its slug stays.")
    static final class Rename implements Runnable {
        @Parameters(index = "0", paramLabel = "SLUG", description = "The org.")
        private String slug;

        @Parameters(index = "1", paramLabel = "NAME", description = "Its name from now on.")
        private String name;

        private final Muster muster;

        Rename(Muster muster) {
            this.muster = muster;
        }

        @Override
        public void run() {
            var body = Json.object().put("name", name);
            done(
                    muster,
                    muster.server().patch("/orgs/" + Server.segment(slug), body).data(),
                    "renamed");
        }
    }
}
