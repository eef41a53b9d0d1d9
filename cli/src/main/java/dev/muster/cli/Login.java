package dev.muster.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.muster.protocol.Json;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Exchanges e-mail and password for a token and stores it. The password is never an argument: those are public. */
@Command(
        name = "login",
        description = {
            "Log in and store the token.",
            "Asks for e-mail and password, and for a code where you have set up an authenticator app. Without a terminal"
                    + " give --email, and the password on standard input, the code on a second line."
        })
final class Login implements Runnable {
    @Option(names = "--email", paramLabel = "EMAIL", description = "Who logs in.")
    private String email;

    private final Muster muster;

    Login(Muster muster) {
        this.muster = muster;
    }

    @Override
    public void run() {
        var asked = muster.target();
        // without the old token: a login must not fail because the last one ended
        var target = new Target(asked.url(), Optional.empty(), false, asked.org(), asked.insecure());
        target.checkMaySendSecrets();
        var body = Json.object().put("email", email()).put("password", new Asked(muster).password("Password: "));
        var answer = login(new Server(target), body);
        var token = answer.data().path("token").textValue();
        if (token == null) {
            throw Problems.notMuster(target);
        }
        var who = answer.data().path("user");
        var login = new Credentials.Login(
                token,
                who.path("email").asText(email),
                Fields.time(answer.data(), "expiresAt").orElse(null));
        muster.credentials().store(target.url(), login);
        say(target, login, who, muster.now(answer));
    }

    /** Whether a code is needed is known once the password was right. */
    private Server.Answer login(Server server, ObjectNode body) {
        try {
            return server.post("/auth/login", body, Server.PATIENCE);
        } catch (Failure refused) {
            if (!refused.code().equals("totp")) {
                throw refused;
            }
            return server.post("/auth/login", body.put("totp", new Asked(muster).code()), Server.PATIENCE);
        }
    }

    private String email() {
        if (email == null) {
            email = muster.shell()
                    .prompt()
                    .map(prompt -> prompt.line("E-mail: "))
                    .orElseThrow(() -> Failure.usage(
                            "There is no terminal to ask on: give --email, and the password on" + " standard input."));
        }
        if (email == null || email.isBlank()) {
            throw Failure.usage("Nothing was entered: run `muster login` again.");
        }
        return email.strip();
    }

    private void say(Target target, Credentials.Login login, JsonNode who, Instant now) {
        var out = muster.out();
        if (out.json()) {
            var said = Json.object().put("url", target.url()).put("email", login.email());
            if (login.expiresAt() != null) {
                said.put("expiresAt", login.expiresAt().toString());
            }
            said.set(
                    "orgs",
                    who.path("orgs").isArray()
                            ? who.path("orgs")
                            : Json.mapper().createArrayNode());
            out.item(said);
            return;
        }
        var orgs = new ArrayList<String>();
        who.path("orgs")
                .forEach(o -> orgs.add(o.path("slug").asText()
                        + (o.path("role").asText("").isEmpty()
                                ? ", some fleets of it"
                                : " as " + o.path("role").asText())));
        out.line("Logged in at " + target.url() + " as " + login.email()
                + (orgs.isEmpty() ? "" : ", org " + String.join(", ", orgs))
                + (login.expiresAt() == null ? "" : "; ends " + Times.relative(login.expiresAt(), now)) + ".");
        if (muster.shell().variable("MUSTER_TOKEN").isPresent()) {
            out.note("MUSTER_TOKEN is set and wins over this login: unset it to use the login.");
        }
    }
}
