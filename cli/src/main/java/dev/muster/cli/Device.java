package dev.muster.cli;

import com.fasterxml.jackson.databind.JsonNode;
import dev.muster.protocol.Json;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** One device. */
@Command(
        name = "device",
        description = "Look at one device, register one, move it, or change its credential and how it has to speak.",
        synopsisSubcommandLabel = "show|add|move|credential|rotate|revoke|frames|mqtt")
final class Device {

    /** {@code GET /devices/{id}} and {@code …/state}; with --json {@code {"device":…,"state":…}}. */
    @Command(name = "show", description = "Show a device: liveness with its evidence, transports, latest reading.")
    static final class Show implements Runnable {
        private static final int NAMES = 14;
        /** So long a device may take to come back (docs/protocol.md, section 6). */
        private static final Duration RETURN = Duration.ofSeconds(30);

        @Parameters(paramLabel = "ID", description = "Id of the device.")
        private String id;

        private int names = NAMES;

        private final Muster muster;

        Show(Muster muster) {
            this.muster = muster;
        }

        @Override
        public void run() {
            Ids.requireDevice(id);
            var path = "/devices/" + Server.segment(id);
            var device = muster.server().get(path, Map.of()).data();
            var answer = muster.server().get(path + "/state", Map.of());
            if (muster.out().json()) {
                var both = Json.object();
                both.set("device", device);
                both.set("state", answer.data());
                muster.out().item(both);
                return;
            }
            print(device, answer.data(), muster.now(answer));
        }

        private void print(JsonNode device, JsonNode state, Instant now) {
            names = state.path("transports").properties().stream()
                    .filter(e -> e.getValue().isObject())
                    .mapToInt(e -> "Transport ".length() + SafeText.width(SafeText.line(e.getKey())))
                    .reduce(NAMES, Math::max);
            var label = Fields.text(device, "label");
            muster.out().line(Fields.text(device, "id") + (label.isEmpty() ? "" : "  " + label));
            line("Status", Fields.text(device, "status"));
            line("State", Fields.text(device, "state") + of(Fields.text(device, "org"), " in org "));
            line("Came from", Fields.text(state.path("arrival"), "cameFrom"));
            liveness(state.path("liveness"), now);
            line("Model", Fields.text(device, "model"));
            line("Firmware", Fields.text(state, "firmware") + of(Fields.text(state, "agent"), ", agent "));
            line("Error log", errors(state.path("errlog")));
            transports(state.path("transports"));
            latest(state.path("latest"), now);
        }

        /** The facts in words, each with what it rests on. */
        private void liveness(JsonNode liveness, Instant now) {
            if (liveness.path("socketOpen").isBoolean()) {
                var open = liveness.path("socketOpen").booleanValue();
                var since = of(Fields.ago(liveness, "socketSince", now), ", since ");
                line("Socket", open ? "open" + since + of(Fields.text(liveness, "socketNode"), " at node ") : "closed");
            }
            var contact = Stream.of("reporting", "late", "silent")
                    .filter(fact -> liveness.path(fact).asBoolean())
                    .findFirst()
                    .orElse("");
            var cadence = liveness.path("cadenceSec");
            var every = cadence.isNumber()
                    ? ", usually every " + Times.took(Duration.ofMillis(Math.round(cadence.doubleValue() * 1_000)))
                    : "";
            var last = of(Fields.ago(liveness, "lastContactAt", now), "last ");
            line(
                    "Contact",
                    contact
                            + (contact.isEmpty() || last.isEmpty() ? "" : ": ")
                            + last
                            + every
                            + unheard(liveness, now));
        }

        /** After an outage a device has time to come back, which counts as one with it: until then nothing is sure. */
        private static String unheard(JsonNode liveness, Instant now) {
            var last = Fields.time(liveness, "lastContactAt");
            for (var outage : liveness.path("outages")) {
                var from = Fields.time(outage, "from").orElse(Instant.MAX);
                var to = Fields.time(outage, "to").orElse(Instant.MIN);
                if (!from.isAfter(now)
                        && to.isAfter(now)
                        && last.isPresent()
                        && last.get().isBefore(to.minus(RETURN))) {
                    return "; not heard since the server was away, sure " + Fields.ago(outage, "to", now);
                }
            }
            return "";
        }

        private void transports(JsonNode transports) {
            transports.properties().forEach(e -> {
                if (e.getValue().isObject()) {
                    line("Transport " + e.getKey(), transport(e.getValue()));
                }
            });
        }

        /** Switched off on purpose is a dash, never a fault (protocol section 4). */
        private static String transport(JsonNode transport) {
            if (transport.path("admin").isBoolean() && !transport.path("admin").booleanValue()) {
                return "–";
            }
            var parts = new ArrayList<>(List.of(transport.path("up").asBoolean() ? "up" : "down"));
            parts.add(Fields.text(transport, "ssid"));
            parts.add(Fields.text(transport, "rssiDbm").isEmpty() ? "" : Fields.text(transport, "rssiDbm") + " dBm");
            parts.add(Fields.text(transport, "ip"));
            parts.add(transport.has("sent") ? Fields.text(transport, "sent") + " sent" : "");
            parts.add(transport.path("failed").asLong() > 0 ? Fields.text(transport, "failed") + " failed" : "");
            return parts.stream().filter(p -> !p.isEmpty()).collect(Collectors.joining(", "));
        }

        private void latest(JsonNode latest, Instant now) {
            if (!latest.isObject()) {
                line("Latest", "no reading yet");
                return;
            }
            var parts = new ArrayList<String>();
            parts.add(Fields.ago(latest, "ts", now) + of(Fields.text(latest, "transport"), " over "));
            parts.add(latest.path("rttMs").isNumber() ? latest.path("rttMs") + " ms" : "");
            parts.add(
                    latest.path("uptimeSec").isNumber()
                            ? "up " + Times.span(latest.path("uptimeSec").asLong())
                            : "");
            parts.add(
                    latest.path("freeHeapBytes").isNumber()
                            ? Times.bytes(latest.path("freeHeapBytes").asLong()) + " heap free"
                            : "");
            line("Latest", parts.stream().filter(p -> !p.isEmpty()).collect(Collectors.joining(", ")));
            var values = latest.path("values").properties();
            var widest =
                    values.stream().mapToInt(e -> e.getKey().length()).max().orElse(0);
            values.forEach(e -> muster.out()
                    .line("    " + e.getKey() + " ".repeat(widest - e.getKey().length() + 2)
                            + Times.value(e.getKey(), e.getValue())));
        }

        private static String errors(JsonNode errlog) {
            var unread = Fields.errors(errlog);
            var seq = Fields.text(errlog, "seq");
            return unread.isEmpty() ? (seq.isEmpty() ? "" : "all read, last is " + seq) : unread + ", last is " + seq;
        }

        private void line(String name, String value) {
            if (!value.isEmpty()) {
                muster.out().line(String.format("  %-" + names + "s  %s", name, value));
            }
        }

        private static String of(String text, String before) {
            return text.isEmpty() ? "" : before + text;
        }
    }
}
