package dev.muster.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.muster.protocol.Json;
import java.util.LinkedHashMap;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code muster fleets}, {@code groups} and {@code sites}: one set of verbs, a kind each. */
@Command(synopsisSubcommandLabel = "[VERB]")
final class Named implements Runnable {
    @Mixin
    private Paging paging;

    private final Muster muster;
    private final NamedKind kind;

    private Named(Muster muster, NamedKind kind) {
        this.muster = muster;
        this.kind = kind;
    }

    /** The verb of a kind with its own below. */
    static CommandLine commandLine(Muster muster, NamedKind kind) {
        var verb = new CommandLine(new Named(muster, kind)).setCommandName(kind.verb());
        verb.getCommandSpec().usageMessage().description(kind.what());
        switch (kind) {
            case FLEET -> verb.addSubcommand(new Create(muster, kind)).addSubcommand(new Change(muster, kind));
            case GROUP -> verb.addSubcommand(new CreateGroup(muster)).addSubcommand(new ChangeGroup(muster));
            case SITE -> verb.addSubcommand(new CreateSite(muster)).addSubcommand(new ChangeSite(muster));
        }
        verb.addSubcommand(new Delete(muster, kind));
        return kind == NamedKind.SITE
                ? verb
                : verb.addSubcommand(new Add(muster, kind)).addSubcommand(new Remove(muster, kind));
    }

    @Override
    public void run() {
        var table = kind.table();
        paging.list(muster, kind.path(), new LinkedHashMap<>(), table, kind::row);
        if (table.isEmpty()) {
            muster.out().note("No " + kind.verb() + ": `muster " + kind.verb() + " create` makes one.");
        }
    }

    /** One of a kind: the person says which by its short name. */
    private abstract static class One implements Runnable {
        final Muster muster;
        final NamedKind kind;

        One(Muster muster, NamedKind kind) {
            this.muster = muster;
            this.kind = kind;
        }

        void say(JsonNode json, String sentence) {
            if (muster.out().json()) {
                muster.out().item(json);
            } else {
                muster.out().line(sentence);
            }
        }
    }

    @Command(name = "create", description = "Make one.")
    static class Create extends One {
        @Parameters(paramLabel = "NAME", description = "Its name.")
        private String name;

        @Option(names = "--slug", paramLabel = "SLUG", description = "Short name; made from the name unless told.")
        private String slug;

        Create(Muster muster, NamedKind kind) {
            super(muster, kind);
        }

        /** What a kind has beside the name. */
        void more(ObjectNode body) {}

        @Override
        public void run() {
            var body = Json.object().put("name", name);
            if (slug != null) {
                body.put("slug", slug);
            }
            more(body);
            var made = muster.server().post(kind.path(), body, Server.PATIENCE).data();
            say(made, "The " + kind.word() + " " + Fields.text(made, "slug") + " is made.");
        }
    }

    @Command(name = "change", description = "Change its name, or what else it has; the short name stays.")
    static class Change extends One {
        @Parameters(index = "0", paramLabel = "SLUG", description = "Short name.")
        private String slug;

        @Option(names = "--name", paramLabel = "NAME", description = "Another name.")
        private String name;

        Change(Muster muster, NamedKind kind) {
            super(muster, kind);
        }

        JsonNode send(String path, ObjectNode body) {
            return muster.server().patch(path, body).data();
        }

        void more(ObjectNode body) {}

        @Override
        public void run() {
            var now = kind.find(muster, slug);
            var body = Json.object().put("name", name == null ? Fields.text(now, "name") : name);
            if (now.hasNonNull("query")) {
                body.put("query", Fields.text(now, "query"));
            }
            more(body);
            var changed = send(kind.path() + "/" + Fields.text(now, "id"), body);
            say(changed, "The " + kind.word() + " " + Fields.text(changed, "slug") + " is changed.");
        }
    }

    @Command(name = "delete", description = "Delete it; its devices stay.")
    static final class Delete extends One {
        @Parameters(paramLabel = "SLUG", description = "Short name.")
        private String slug;

        @Option(names = "--yes", description = "Do not ask.")
        private boolean yes;

        Delete(Muster muster, NamedKind kind) {
            super(muster, kind);
        }

        @Override
        public void run() {
            var path = kind.at(muster, slug);
            if (!yes) {
                Typed.confirm(muster, "This deletes the " + kind.word() + " " + slug + ".", "its short name", slug);
            }
            muster.server().delete(path);
            say(
                    Json.object().put("slug", slug).put("deleted", true),
                    "The " + kind.word() + " " + slug + " is deleted.");
        }
    }

    /** Devices that go in or out. */
    private abstract static class Members extends One {
        @Parameters(index = "0", paramLabel = "SLUG", description = "Short name.")
        private String slug;

        @Parameters(index = "1..*", arity = "1..*", paramLabel = "DEVICE", description = "Ids: all of them, or none.")
        private List<String> devices;

        Members(Muster muster, NamedKind kind) {
            super(muster, kind);
        }

        abstract JsonNode send(String path, ObjectNode body);

        @Override
        public void run() {
            devices.forEach(Ids::requireDevice);
            var body = Json.object();
            devices.forEach(body.putArray("deviceIds")::add);
            var id = Fields.text(kind.find(muster, slug), "id");
            var now = send(kind.devicesOf(id), body);
            say(now, "The " + kind.word() + " " + slug + " has " + Fields.text(now, "devices") + " devices now.");
        }
    }

    @Command(name = "add", description = "Put devices in.")
    static final class Add extends Members {
        Add(Muster muster, NamedKind kind) {
            super(muster, kind);
        }

        @Override
        JsonNode send(String path, ObjectNode body) {
            return muster.server().post(path, body, Server.PATIENCE).data();
        }
    }

    @Command(name = "remove", description = "Take devices out; they stay otherwise as they are.")
    static final class Remove extends Members {
        Remove(Muster muster, NamedKind kind) {
            super(muster, kind);
        }

        @Override
        JsonNode send(String path, ObjectNode body) {
            return muster.server().delete(path, body).data();
        }
    }
}
