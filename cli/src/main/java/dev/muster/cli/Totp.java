package dev.muster.cli;

import com.fasterxml.jackson.databind.JsonNode;
import dev.muster.protocol.Json;
import java.util.Map;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** {@code /auth/totp}: the codes that a login asks for beside the password. */
@Command(
        name = "totp",
        description = {
            "Show whether your login asks for a code; turn that on or off.",
            "Without a terminal: password and code, a line each on standard input."
        },
        synopsisSubcommandLabel = "[on|off|recovery-codes]")
final class Totp implements Runnable {
    private static final String PATH = "/auth/totp";

    private final Muster muster;

    private Totp(Muster muster) {
        this.muster = muster;
    }

    static CommandLine commandLine(Muster muster) {
        return new CommandLine(new Totp(muster))
                .addSubcommand(new On(muster))
                .addSubcommand(new Off(muster))
                .addSubcommand(new Renew(muster));
    }

    @Override
    public void run() {
        var state = muster.server().get(PATH, Map.of()).data();
        if (muster.out().json()) {
            muster.out().item(state);
        } else if (state.path("enabled").asBoolean()) {
            var left = state.path("recoveryCodesLeft").asInt();
            muster.out()
                    .line("Your login asks for a code, since " + Fields.text(state, "since") + "; " + left
                            + (left == 1 ? " recovery code is" : " recovery codes are") + " left.");
        } else {
            muster.out().line("Your login asks for no code: `muster totp on` sets up an authenticator app.");
        }
    }

    private static void show(Muster muster, JsonNode answer) {
        var codes = answer.path("recoveryCodes");
        if (muster.out().json()) {
            muster.out().item(Json.object().set("recoveryCodes", codes));
            return;
        }
        muster.out().note("Recovery codes, shown this once; each opens one login:");
        codes.forEach(code -> muster.out().line(code.asText()));
    }

    @Command(name = "on", description = "Set up an authenticator app; from then on each login asks for its code.")
    static final class On implements Runnable {
        private final Muster muster;

        On(Muster muster) {
            this.muster = muster;
        }

        @Override
        public void run() {
            var asked = new Asked(muster);
            var setup = muster.server()
                    .post(PATH, Json.object().put("password", asked.password(Asked.PASSWORD)), Server.PATIENCE)
                    .data();
            if (muster.out().json()) {
                muster.out()
                        .item(Json.object()
                                .put("secret", Fields.text(setup, "secret"))
                                .put("uri", Fields.text(setup, "uri")));
            }
            muster.out().note("Give this to your authenticator app: " + Fields.text(setup, "secret"));
            muster.out().note(Fields.text(setup, "uri"));
            var confirmed = muster.server()
                    .post(PATH + "/confirm", Json.object().put("code", asked.fresh()), Server.PATIENCE)
                    .data();
            show(muster, confirmed);
        }
    }

    @Command(name = "off", description = "Log in with the password alone again.")
    static final class Off implements Runnable {
        private final Muster muster;

        Off(Muster muster) {
            this.muster = muster;
        }

        @Override
        public void run() {
            var proof = new Asked(muster).proof(Json.object());
            muster.server().post(PATH + "/disable", proof, Server.PATIENCE);
            if (muster.out().json()) {
                muster.out().item(Json.object().put("enabled", false));
            } else {
                muster.out().line("Your login asks for no code any more.");
            }
        }
    }

    @Command(name = "recovery-codes", description = "Make ten other recovery codes; the earlier ones open nothing.")
    static final class Renew implements Runnable {
        private final Muster muster;

        Renew(Muster muster) {
            this.muster = muster;
        }

        @Override
        public void run() {
            var proof = new Asked(muster).proof(Json.object());
            show(
                    muster,
                    muster.server()
                            .post(PATH + "/recovery-codes", proof, Server.PATIENCE)
                            .data());
        }
    }
}
