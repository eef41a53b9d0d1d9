package dev.muster.cli;

import java.io.ByteArrayOutputStream;
import java.io.Console;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * What surrounds the program: environment, streams, terminal, clock. Tests bring their own.
 *
 * @param variables the environment
 * @param home the person's home folder
 * @param columns width of the terminal, 0 when the output is not one
 * @param prompt asks on the terminal; absent when there is none
 */
record Shell(
        Map<String, String> variables,
        Path home,
        InputStream in,
        PrintStream out,
        PrintStream err,
        int columns,
        Optional<Prompt> prompt,
        Clock clock) {

    /** Asks a person at the terminal. Both answer null at the end of input. */
    interface Prompt {
        String line(String question);

        /** Without echo. */
        char[] secret(String question);
    }

    static Shell real() {
        var terminal = isTerminal();
        var variables = System.getenv();
        return new Shell(
                variables,
                Path.of(variables.getOrDefault("HOME", System.getProperty("user.home"))),
                System.in,
                // UTF-8 whatever the locale says: JDK 17 would print "?" for each label that is not ASCII
                new PrintStream(new FileOutputStream(FileDescriptor.out), false, StandardCharsets.UTF_8),
                new PrintStream(new FileOutputStream(FileDescriptor.err), true, StandardCharsets.UTF_8),
                terminal ? terminalColumns() : 0,
                terminal ? Optional.of(systemPrompt()) : Optional.empty(),
                Clock.systemUTC());
    }

    boolean terminal() {
        return columns > 0;
    }

    boolean colour() {
        return terminal() && !variables.containsKey("NO_COLOR") && !"dumb".equals(variables.get("TERM"));
    }

    /** A variable that is set and not blank. */
    Optional<String> variable(String name) {
        return Optional.ofNullable(variables.get(name)).map(String::strip).filter(v -> !v.isEmpty());
    }

    /** The next line of standard input, null at its end. Byte by byte: what comes behind it is for the next call. */
    String readLine() {
        try {
            var line = new ByteArrayOutputStream();
            var next = in.read();
            if (next < 0) {
                return null;
            }
            for (; next >= 0 && next != '\n'; next = in.read()) {
                line.write(next);
            }
            return line.toString(StandardCharsets.UTF_8).replaceFirst("\r$", "");
        } catch (IOException e) {
            throw Failure.failed("input", "Standard input cannot be read: " + e.getMessage());
        }
    }

    private static Prompt systemPrompt() {
        var console = System.console();
        return new Prompt() {
            @Override
            public String line(String question) {
                return console.readLine("%s", question);
            }

            @Override
            public char[] secret(String question) {
                return console.readPassword("%s", question);
            }
        };
    }

    /** Since JDK 22 there may be a console without a terminal; its {@code isTerminal} is not in the JDK 17 we build for. */
    private static boolean isTerminal() {
        var console = System.console();
        if (console == null) {
            return false;
        }
        try {
            return (boolean) Console.class.getMethod("isTerminal").invoke(console);
        } catch (NoSuchMethodException e) {
            return true;
        } catch (ReflectiveOperationException | RuntimeException e) {
            return false;
        }
    }

    private static int terminalColumns() {
        try {
            var stty = new ProcessBuilder("stty", "size")
                    .redirectInput(ProcessBuilder.Redirect.INHERIT)
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
            if (stty.waitFor(1, TimeUnit.SECONDS)) {
                var size = new String(stty.getInputStream().readAllBytes(), StandardCharsets.US_ASCII).strip();
                var columns = Integer.parseInt(size.substring(size.indexOf(' ') + 1));
                return columns > 0 ? columns : 80;
            }
        } catch (IOException | NumberFormatException e) {
            // no stty here, or it does not know: the common width serves
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return 80;
    }
}
