package dev.muster.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.muster.protocol.Json;
import dev.muster.protocol.OperatorSignature;
import dev.muster.protocol.crypto.Base64Url;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code /auth/signing-key}: the key that `muster send` signs commands with. The passphrase never leaves this machine. */
@Command(
        name = "signing-key",
        description = {
            "Show the key you sign commands with; make, move or remove it.",
            "It is kept under a passphrase: asked for, or MUSTER_PASSPHRASE."
        },
        synopsisSubcommandLabel = "[create|export|import|require|remove]")
final class SigningKey implements Runnable {
    private static final String PATH = "/auth/signing-key";

    private final Muster muster;

    private SigningKey(Muster muster) {
        this.muster = muster;
    }

    static CommandLine commandLine(Muster muster) {
        return new CommandLine(new SigningKey(muster))
                .addSubcommand(new Create(muster))
                .addSubcommand(new Export(muster))
                .addSubcommand(new Import(muster))
                .addSubcommand(new Require(muster))
                .addSubcommand(new Remove(muster));
    }

    @Override
    public void run() {
        var standing = muster.server().get(PATH, Map.of()).data();
        if (muster.out().json()) {
            muster.out().item(standing);
            return;
        }
        var registered = Fields.text(standing.path("key"), "id");
        var here = keys(muster).find(url(muster)).map(key -> key.id().toString());
        muster.out()
                .line(
                        registered.isEmpty()
                                ? "No signing key is registered."
                                : "Signing key " + registered + ", since "
                                        + Fields.text(standing.path("key"), "createdAt")
                                        + (here.filter(registered::equals).isPresent()
                                                ? "; it is on this machine."
                                                : "; it is not on this machine: export it where it is, or create a new one."));
        if (standing.path("required").asBoolean()) {
            muster.out().line("This org takes signed commands only.");
        }
    }

    private static SigningKeys keys(Muster muster) {
        return new SigningKeys(muster.shell());
    }

    private static String url(Muster muster) {
        return muster.target().url();
    }

    @Command(
            name = "create",
            description = "Make a key, register it in place of the one before, keep it here under a passphrase.")
    static final class Create implements Runnable {
        private final Muster muster;

        Create(Muster muster) {
            this.muster = muster;
        }

        @Override
        public void run() {
            var server = muster.server();
            var passphrase =
                    keys(muster).passphrase("New passphrase, at least " + WrappedKey.PASSPHRASE + " characters: ");
            var key = WrappedKey.random(OperatorSignature.KEY_BYTES);
            try {
                if (passphrase.length < WrappedKey.PASSPHRASE) {
                    throw Failure.usage("A passphrase has at least " + WrappedKey.PASSPHRASE + " characters.");
                }
                again(passphrase);
                var wrapped = WrappedKey.of(UUID.randomUUID(), key, passphrase);
                server.put(
                        PATH,
                        new Asked(muster)
                                .proof(Json.object()
                                        .put("id", wrapped.id().toString())
                                        .put("key", Base64Url.encode(key))));
                keys(muster).store(url(muster), wrapped);
                muster.out().line("Signing key " + wrapped.id() + " is registered; `muster send` signs with it.");
            } finally {
                Arrays.fill(passphrase, '\0');
                Arrays.fill(key, (byte) 0);
            }
        }

        private void again(char[] passphrase) {
            if (muster.shell().variable("MUSTER_PASSPHRASE").isPresent()) {
                return;
            }
            var repeated = muster.shell().prompt().map(prompt -> prompt.secret("The same again: "));
            if (!Arrays.equals(passphrase, repeated.orElse(new char[0]))) {
                throw Failure.usage("The two passphrases differ: nothing was made.");
            }
        }
    }

    @Command(name = "export", description = "Print the key, still under its passphrase, to take it to another machine.")
    static final class Export implements Runnable {
        private final Muster muster;

        Export(Muster muster) {
            this.muster = muster;
        }

        @Override
        public void run() {
            muster.out()
                    .line(keys(muster)
                            .find(url(muster))
                            .map(Json::write)
                            .orElseThrow(() -> Failure.failed("no-key", "There is no signing key here to export.")));
        }
    }

    @Command(
            name = "import",
            description = "Keep here what `export`, or the account page, printed; from standard input.")
    static final class Import implements Runnable {
        private final Muster muster;

        Import(Muster muster) {
            this.muster = muster;
        }

        @Override
        public void run() {
            var line = Optional.ofNullable(muster.shell().readLine()).orElse("");
            try {
                var key = Json.mapper().readValue(line, WrappedKey.class);
                if (key == null || !key.isSound()) {
                    throw unreadable();
                }
                keys(muster).store(url(muster), key);
                muster.out().line("Signing key " + key.id() + " is on this machine.");
            } catch (JsonProcessingException e) {
                throw unreadable();
            }
        }

        private static Failure unreadable() {
            return Failure.usage("That is no signing key: give the line that `muster signing-key export` printed.");
        }
    }

    @Command(name = "remove", description = "Take the key out of use at the server, and off this machine.")
    static final class Remove implements Runnable {
        private final Muster muster;

        Remove(Muster muster) {
            this.muster = muster;
        }

        @Override
        public void run() {
            muster.server().delete(PATH);
            keys(muster).store(url(muster), null);
            muster.out().note("No signing key is registered any more.");
        }
    }

    /** {@code PATCH /orgs/{slug}}. */
    @Command(
            name = "require",
            description = "Have your org take signed commands only, or any again; for its administrators.")
    static final class Require implements Runnable {
        @Parameters(paramLabel = "on|off", description = "Whether commands must be signed.")
        private String wanted;

        private final Muster muster;

        Require(Muster muster) {
            this.muster = muster;
        }

        @Override
        public void run() {
            if (!wanted.equals("on") && !wanted.equals("off")) {
                throw Failure.usage("Say on or off.");
            }
            var server = muster.server();
            var org = muster.target()
                    .org()
                    .orElseGet(() -> server.get("/auth/me", Map.of())
                            .data()
                            .path("orgs")
                            .path(0)
                            .path("slug")
                            .asText());
            var rule = Json.object().put("signedCommands", wanted.equals("on"));
            if (wanted.equals("off")) {
                new Asked(muster).proof(rule);
            }
            server.patch("/orgs/" + Server.segment(org), rule);
            muster.out()
                    .note(org + " takes "
                            + (wanted.equals("on") ? "signed commands only." : "unsigned commands again."));
        }
    }
}
