package dev.muster.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.muster.protocol.Json;
import dev.muster.protocol.OperatorSignature;
import dev.muster.protocol.command.Command;
import dev.muster.protocol.command.CommandTypes;
import dev.muster.protocol.command.PullLogs;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;
import picocli.CommandLine;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/**
 * {@code POST /devices/{id}/commands}, the command written as on the device's console. The id is made here, so that a
 * submit whose answer got lost can be looked up, and repeated without running twice.
 */
@CommandLine.Command(
        name = "send",
        description = "Send a command to a device and wait for its result.",
        footerHeading = "%nCommands:%n")
final class Send implements Runnable {
    @Parameters(index = "0", paramLabel = "DEVICE", description = "Id of the device.")
    private String device;

    @Parameters(
            index = "1..*",
            arity = "1..*",
            paramLabel = "COMMAND",
            description = "As on the console, e.g. logs 20.")
    private List<String> words;

    @Option(
            names = "--timeout",
            paramLabel = "SPAN",
            defaultValue = "15s",
            description = "How long to wait for the result; ${DEFAULT-VALUE} unless told.")
    private String timeout;

    @Option(names = "--no-wait", description = "Queue it and do not wait.")
    private boolean noWait;

    @Option(names = "--live", description = "Only if the device can be reached now: fail instead of queueing.")
    private boolean live;

    @Option(names = "--expires", paramLabel = "SPAN", description = "Give up when not delivered in this time, e.g. 2h.")
    private String expires;

    @Option(names = "--unsigned", description = "Do not sign it, although there is a signing key here.")
    private boolean unsigned;

    @Option(
            names = "--id",
            paramLabel = "UUID",
            description = "Id of the command, to send one again whose answer got lost: it never runs twice.")
    private UUID id;

    /** What the server gives a command that does not say. */
    private static final Duration EXPIRY = Duration.ofHours(24);

    private final Muster muster;

    private Send(Muster muster) {
        this.muster = muster;
    }

    /** Options the verb does not know belong to the device's command. */
    static CommandLine commandLine(Muster muster) {
        var line = new CommandLine(new Send(muster)).setUnmatchedOptionsArePositionalParams(true);
        var widest = CommandTypes.ALL.stream()
                .mapToInt(t -> t.usage().length())
                .max()
                .orElse(0);
        line.getCommandSpec()
                .usageMessage()
                .footer(CommandTypes.ALL.stream()
                        .map(t -> String.format("  %-" + widest + "s  %s", t.usage(), t.summary()))
                        .toArray(String[]::new));
        return line;
    }

    @Override
    public void run() {
        Ids.requireDevice(device);
        var command = command();
        var wait = noWait ? Duration.ZERO : wait(timeout);
        id = id == null ? UUID.randomUUID() : id;
        var body = body(command, wait);
        if (!unsigned) {
            new SigningKeys(muster.shell()).find(muster.target().url()).ifPresent(key -> sign(key, command, body));
        }
        report(command, submit(body, wait));
    }

    private Command command() {
        try {
            return CommandTypes.parse(String.join(" ", words));
        } catch (IllegalArgumentException e) {
            throw Failure.usage(Sentence.of(e.getMessage()));
        }
    }

    /** A signature covers when the command was issued and when it expires: both are said then. */
    private void sign(WrappedKey wrapped, Command command, ObjectNode body) {
        var now = muster.shell().clock().instant().truncatedTo(ChronoUnit.MILLIS);
        var expiresAt = now.plus(expires == null ? EXPIRY : Times.parseSpan(expires));
        var key = new SigningKeys(muster.shell()).open(wrapped);
        var signed = new OperatorSignature(device, id, command.type().name(), command.args(), now, expiresAt).with(key);
        Arrays.fill(key, (byte) 0);
        body.put("issuedAt", Json.time(now))
                .put("expiresAt", Json.time(expiresAt))
                .put("signature", signed);
    }

    private ObjectNode body(Command command, Duration wait) {
        var body = Json.object();
        body.putObject("command")
                .put("id", id.toString())
                .put("type", command.type().name())
                .set("args", command.args());
        if (!wait.isZero()) {
            body.put("timeoutMs", wait.toMillis());
        }
        if (live) {
            body.put("mode", "live");
        }
        if (expires != null) {
            body.put("expiresAt", Json.time(muster.shell().clock().instant().plus(Times.parseSpan(expires))));
        }
        return body;
    }

    private JsonNode submit(JsonNode body, Duration wait) {
        try {
            var path = "/devices/" + Server.segment(device) + "/commands";
            return muster.server().post(path, body, wait.plus(Server.PATIENCE)).data();
        } catch (Failure e) {
            if (Stream.of("timeout", "broken-connection").noneMatch(e.code()::equals)) {
                throw e;
            }
            throw Failure.failed(
                    e.code(),
                    "The connection broke off before the server answered, so command " + id
                            + " may or may not be queued:" + " see `muster commands " + device
                            + "`, or send it again with --id " + id + ".");
        }
    }

    private void report(Command command, JsonNode data) {
        var out = muster.out();
        if (out.json()) {
            out.item(data);
        }
        var state = Fields.text(data, "state");
        var output = Fields.text(data, "output");
        if (data.path("success").isBoolean()) {
            var pulled = data.path("success").booleanValue() && command instanceof PullLogs && !out.json();
            if (!out.json() && !output.isEmpty() && !pulled) {
                out.block(output);
            }
            if (!data.path("success").booleanValue()) {
                throw Failure.failed("command-failed", failure(command, data, state));
            }
            if (pulled) {
                showPulled(((PullLogs) command).lines());
            }
            out.note(device + ": " + command.console() + " done" + (pulled ? ": " + output : "") + ".");
        } else if (noWait) {
            if (!out.json()) {
                out.line(id + " " + state);
            }
            out.note("Queued; `muster commands " + device + "` shows what becomes of it.");
        } else if (List.of("EXPIRED", "CANCELLED", "REJECTED", "FAILED").contains(state)) {
            throw Failure.failed("command-failed", failure(command, data, state));
        } else {
            throw Failure.failed(
                    "no-result",
                    device + silence() + "; command " + id + " stays " + state + ": `muster commands " + device
                            + "` shows what becomes of it.");
        }
    }

    /** Why nothing came, as far as the server can say. */
    private String silence() {
        try {
            var state = muster.server()
                    .get("/devices/" + Server.segment(device), Map.of())
                    .data()
                    .path("state")
                    .asText();
            if (state.equals("disabled")) {
                return " is disabled and is handed nothing until it is active again";
            }
        } catch (Failure e) {
            // then only that nothing came
        }
        return " has not answered within " + Times.took(wait(timeout));
    }

    /** The lines went the way of every log line: they are read back. */
    private void showPulled(int lines) {
        try {
            Logs.print(muster, Logs.last(muster, device, lines));
        } catch (Failure e) {
            muster.out().note("The lines could not be read back; `muster logs " + device + "` shows them.");
        }
    }

    private String failure(Command command, JsonNode data, String state) {
        var exit = data.path("exitCode").isNumber() ? ", exit code " + data.path("exitCode") : "";
        return device + ": " + command.console() + " ended " + state + exit + ".";
    }

    private static Duration wait(String text) {
        var wait = Times.parseSpan(text.strip().matches("[0-9]+") ? text.strip() + "s" : text);
        if (wait.isZero()) {
            throw Failure.usage("--timeout is at least 1s; with --no-wait nothing is waited for.");
        }
        return wait;
    }
}
