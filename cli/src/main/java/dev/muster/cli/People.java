package dev.muster.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.muster.protocol.Json;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code /people}: everybody on the installation, for the platform operator. */
@Command(
        name = "people",
        description = "List everybody on the installation, or say who is let in and who runs it; for its operator.",
        synopsisSubcommandLabel = "[VERB]")
final class People implements Runnable {
    @Option(names = "--search", paramLabel = "TEXT", description = "Only those with this in e-mail or name.")
    private String search;

    @Mixin
    private Paging paging;

    private final Muster muster;

    private People(Muster muster) {
        this.muster = muster;
    }

    static CommandLine commandLine(Muster muster) {
        return new CommandLine(new People(muster))
                .addSubcommand(new Disable(muster))
                .addSubcommand(new Enable(muster))
                .addSubcommand(new MakeOperator(muster))
                .addSubcommand(new EndOperator(muster));
    }

    @Override
    public void run() {
        var table = new Table()
                .column("E-MAIL")
                .flexible("NAME", 10)
                .column("STANDING")
                .flexible("ORGS", 10)
                .column("LAST SEEN");
        var query = new LinkedHashMap<String, String>();
        if (search != null) {
            query.put("q", search);
        }
        paging.list(muster, "/people", query, table, People::row);
    }

    private static String[] row(JsonNode person, Instant now) {
        var operator = person.path("platformOperator").asBoolean();
        var standing = operator ? "operator" : "ordinary";
        return new String[] {
            Fields.text(person, "email"),
            Fields.text(person, "name"),
            person.path("disabled").asBoolean() ? (operator ? "operator, disabled" : "disabled") : standing,
            StreamSupport.stream(person.path("orgs").spliterator(), false)
                    .map(JsonNode::asText)
                    .collect(Collectors.joining(", ")),
            Fields.ago(person, "lastSeen", now)
        };
    }

    /** One person is told to be otherwise. */
    private abstract static class Change implements Runnable {
        @Parameters(paramLabel = "E-MAIL", description = "Whom.")
        private String email;

        private final Muster muster;

        Change(Muster muster) {
            this.muster = muster;
        }

        void send(ObjectNode patch, String done) {
            var changed = muster.server()
                    .patch("/people/" + find(muster, email), patch)
                    .data();
            if (muster.out().json()) {
                muster.out().item(changed);
            } else {
                muster.out().line(email + " " + done);
            }
        }

        void confirm(boolean yes, String what) {
            if (!yes) {
                Typed.confirm(muster, what.formatted(email), "the e-mail address", email);
            }
        }
    }

    @Command(name = "disable", description = "Let somebody in no more: all their sessions and API keys end at once.")
    static final class Disable extends Change {
        @Option(names = "--yes", description = "Do not ask.")
        private boolean yes;

        Disable(Muster muster) {
            super(muster);
        }

        @Override
        public void run() {
            confirm(yes, "This ends all sessions and API keys of %s.");
            send(Json.object().put("disabled", true), "is disabled.");
        }
    }

    @Command(name = "enable", description = "Let somebody in again; what was ended stays ended.")
    static final class Enable extends Change {
        Enable(Muster muster) {
            super(muster);
        }

        @Override
        public void run() {
            send(Json.object().put("disabled", false), "can sign in again.");
        }
    }

    @Command(name = "make-operator", description = "Make somebody a platform operator, as you are.")
    static final class MakeOperator extends Change {
        @Option(names = "--yes", description = "Do not ask.")
        private boolean yes;

        MakeOperator(Muster muster) {
            super(muster);
        }

        @Override
        public void run() {
            confirm(yes, "%s will run the installation as you do, and can disable you too.");
            send(Json.object().put("platformOperator", true), "is a platform operator.");
        }
    }

    @Command(name = "end-operator", description = "Make a platform operator an ordinary person.")
    static final class EndOperator extends Change {
        EndOperator(Muster muster) {
            super(muster);
        }

        @Override
        public void run() {
            send(Json.object().put("platformOperator", false), "is a platform operator no longer.");
        }
    }

    private static String find(Muster muster, String email) {
        for (var person : muster.server()
                .get("/people", Map.of("q", email.strip(), "limit", "500"))
                .data()) {
            if (email.strip().equalsIgnoreCase(Fields.text(person, "email"))) {
                return Server.segment(Fields.text(person, "id"));
            }
        }
        throw Failure.failed(
                "not-found", "Nobody has the address " + SafeText.line(email) + ": `muster people` lists them.");
    }
}
