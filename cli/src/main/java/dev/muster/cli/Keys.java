package dev.muster.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.muster.protocol.Json;
import java.util.LinkedHashMap;
import java.util.UUID;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code muster enrollment-keys}, {@code provision-tokens}, {@code factory-keys} and {@code api-keys}: a {@link KeyKind} each. */
@Command(synopsisSubcommandLabel = "list|create|revoke")
final class Keys {
    private Keys() {}

    /** The verb of a kind with its own below. */
    static CommandLine commandLine(Muster muster, KeyKind kind) {
        var verb = new CommandLine(new Keys()).setCommandName(kind.verb());
        verb.getCommandSpec().usageMessage().description(kind.what());
        verb.addSubcommand(new ListThem(muster, kind))
                .addSubcommand(
                        switch (kind) {
                            case ENROLLMENT -> new CreateEnrollmentKey(muster);
                            case FACTORY -> new CreateFactoryKey(muster);
                            case PROVISION -> new CreateProvisionToken(muster);
                            case API -> new CreateApiKey(muster);
                        })
                .addSubcommand(new Revoke(muster, kind));
        if (kind == KeyKind.API) {
            var revoke = verb.getSubcommands().get("revoke").getCommandSpec();
            revoke.usageMessage().description("End one at once, open sockets included.");
        }
        return verb;
    }

    @Command(name = "list", description = "List them; what was shown once is never shown again.")
    private static final class ListThem implements Runnable {
        @Mixin
        private Paging paging;

        private final Muster muster;
        private final KeyKind kind;

        ListThem(Muster muster, KeyKind kind) {
            this.muster = muster;
            this.kind = kind;
        }

        @Override
        public void run() {
            var table = kind.table();
            paging.list(muster, kind.path(), new LinkedHashMap<>(), table, kind::row);
            if (table.isEmpty()) {
                var none = kind == KeyKind.PROVISION ? "No tokens" : "No keys";
                muster.out().note(none + ": `muster " + kind.verb() + " create` makes one.");
            }
        }
    }

    /** The secret goes alone to standard output, so that {@code KEY=$(muster … create …)} holds just it. */
    abstract static class Create implements Runnable {
        @Option(names = "--name", paramLabel = "NAME", required = true, description = "What it is for.")
        private String name;

        @Option(names = "--expires", paramLabel = "SPAN", description = "Ends after this time, e.g. 30d.")
        private String expires;

        private final Muster muster;
        private final KeyKind kind;

        Create(Muster muster, KeyKind kind) {
            this.muster = muster;
            this.kind = kind;
        }

        /** What a kind has beside name and end. */
        abstract void more(ObjectNode body);

        /** What is said of a new one beside its id. */
        String remark(ObjectNode body) {
            return "";
        }

        @Override
        public final void run() {
            var body = Json.object().put("name", name);
            if (expires != null) {
                body.put("expiresAt", Json.time(muster.shell().clock().instant().plus(Times.parseSpan(expires))));
            }
            more(body);
            var made = muster.server().post(kind.path(), body, Server.PATIENCE).data();
            if (muster.out().json()) {
                muster.out().item(made);
                return;
            }
            var said = kind.word() + " " + Fields.text(made, "id") + " is made" + remark(body);
            muster.out().note(said + ". It is shown this once:");
            muster.out().line(kind.secretOf(made));
        }
    }

    /** For so many devices. */
    static final class MaxUses {
        @Option(names = "--max-uses", paramLabel = "N", description = "For so many devices.")
        private Integer most;

        void put(ObjectNode body) {
            if (most != null && most < 1) {
                throw Failure.usage("--max-uses is at least 1.");
            }
            if (most != null) {
                body.put("maxUses", most);
            }
        }
    }

    @Command(name = "revoke", description = "End one at once. Devices that it let in stay in.")
    private static final class Revoke implements Runnable {
        @Parameters(paramLabel = "ID", description = "Its id.")
        private UUID id;

        private final Muster muster;
        private final KeyKind kind;

        Revoke(Muster muster, KeyKind kind) {
            this.muster = muster;
            this.kind = kind;
        }

        @Override
        public void run() {
            muster.server().delete(kind.path() + "/" + id);
            if (muster.out().json()) {
                muster.out().item(Json.object().put("id", id.toString()).put("revoked", true));
            } else {
                muster.out().line(kind.word() + " " + id + " is revoked.");
            }
        }
    }
}
