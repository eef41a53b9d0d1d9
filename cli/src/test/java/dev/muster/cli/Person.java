package dev.muster.cli;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** Someone who types {@code muster …}: a home folder, an environment, perhaps a terminal, and a clock that stands. */
final class Person {
    static final Instant NOW = Instant.parse("2026-11-20T12:00:00Z");
    static final String TOKEN = "eyJ.secret-token.sig";

    private final Path home;
    private final Map<String, String> variables = new HashMap<>();
    private String input = "";
    private int columns;
    private Shell.Prompt prompt;
    private Instant now = NOW;

    /** What came of it. */
    record Result(int exit, String out, String err) {}

    Person(Path home) {
        this.home = home;
    }

    Person set(String name, String value) {
        variables.put(name, value);
        return this;
    }

    /** Works with a server without having to log in there. */
    Person at(FakeServer server) {
        return set("MUSTER_URL", server.url()).set("MUSTER_TOKEN", TOKEN);
    }

    Person pipes(String text) {
        input = text;
        return this;
    }

    /** Sits at a terminal of that width. */
    Person sees(int width) {
        columns = width;
        return this;
    }

    Person answers(String line, String secret) {
        prompt = new Shell.Prompt() {
            @Override
            public String line(String question) {
                return line;
            }

            @Override
            public char[] secret(String question) {
                return secret.toCharArray();
            }
        };
        return this;
    }

    Person clockSays(Instant time) {
        now = time;
        return this;
    }

    Path home() {
        return home;
    }

    Result types(String... args) {
        var out = new ByteArrayOutputStream();
        var err = new ByteArrayOutputStream();
        var shell = new Shell(
                variables,
                home,
                new ByteArrayInputStream(input.getBytes(StandardCharsets.UTF_8)),
                new PrintStream(out, false, StandardCharsets.UTF_8),
                new PrintStream(err, true, StandardCharsets.UTF_8),
                columns,
                Optional.ofNullable(prompt),
                Clock.fixed(now, ZoneOffset.UTC));
        var exit = Main.run(shell, args);
        return new Result(exit, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
    }
}
