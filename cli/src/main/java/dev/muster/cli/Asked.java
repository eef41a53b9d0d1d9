package dev.muster.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;

/** What a person shows of themselves: asked for at the terminal, else the next line of standard input. */
record Asked(Muster muster) {

    static final String PASSWORD = "Your password at Muster: ";
    private static final String CODE = "Code of your authenticator app, or a recovery code: ";

    String password(String question) {
        return secret(question).orElseThrow(() -> Failure.usage("No password was given" + place() + "."));
    }

    /** @param mistake what to say where the two are not the same */
    String twice(String question, String mistake) {
        var first = password(question);
        if (atTerminal() && !first.equals(secret("The same again: ").orElse(""))) {
            throw Failure.usage(mistake);
        }
        return first;
    }

    /** A code that is needed. */
    String code() {
        return line(CODE)
                .orElseThrow(() -> Failure.usage("A code is needed too"
                        + (atTerminal() ? "." : ": give it on a second line of standard input.")));
    }

    /** The code that the app shows now. */
    String fresh() {
        return line("Code that the app shows: ").orElseThrow(() -> Failure.usage("No code was given" + place() + "."));
    }

    /** The caller's password, and a code where their login asks for one, as members of a request. */
    ObjectNode proof(ObjectNode body) {
        body.put("password", password(PASSWORD));
        var asks = muster.server().get("/auth/totp", Map.of()).data().path("enabled");
        return asks.asBoolean() ? body.put("totp", code()) : body;
    }

    private Optional<String> line(String question) {
        var prompt = muster.shell().prompt();
        var line = prompt.isPresent()
                ? prompt.get().line(question)
                : muster.shell().readLine();
        return Optional.ofNullable(line).map(String::strip).filter(code -> !code.isEmpty());
    }

    private Optional<String> secret(String question) {
        if (!atTerminal()) {
            return Optional.ofNullable(muster.shell().readLine()).filter(password -> !password.isEmpty());
        }
        var typed = Optional.ofNullable(muster.shell().prompt().orElseThrow().secret(question));
        var words = typed.map(String::new).filter(password -> !password.isEmpty());
        typed.ifPresent(letters -> Arrays.fill(letters, '\0'));
        return words;
    }

    private boolean atTerminal() {
        return muster.shell().prompt().isPresent();
    }

    private String place() {
        return atTerminal() ? "" : " on standard input";
    }
}
