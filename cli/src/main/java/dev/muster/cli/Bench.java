package dev.muster.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.muster.protocol.Json;
import dev.muster.protocol.command.Ping;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Locale;
import java.util.UUID;
import java.util.function.BooleanSupplier;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Figures of a running server. Each is one JSON line; a benchmark measures its reference in the same run. */
@Command(name = "bench", description = "Measure the running server.", synopsisSubcommandLabel = "FIGURE")
final class Bench {

    /**
     * Time from sending {@code ping} through REST with {@code timeoutMs} until its stored result is here, one after the
     * other. Between any two stands the reference, a bare {@code GET /health/live} on the same connection: what HTTP on
     * this machine costs with nothing behind it.
     */
    @Command(name = "round-trip", description = "Command round trip through REST, beside a bare GET.")
    static final class RoundTrip implements Runnable {
        private static final int WARM_UP = 20;
        private static final Duration PATIENCE = Duration.ofSeconds(10);

        @Option(
                names = "--count",
                paramLabel = "N",
                defaultValue = "200",
                description = "Commands; ${DEFAULT-VALUE} unless told.")
        private int count;

        @Option(
                names = "--device",
                paramLabel = "ID",
                required = true,
                description = "The device that gets the commands: " + WARM_UP + " to warm up, then those that count.")
        private String device;

        private final Muster muster;

        RoundTrip(Muster muster) {
            this.muster = muster;
        }

        @Override
        public void run() {
            if (count < 1 || count > 100_000) {
                throw Failure.usage("--count is 1 to 100000.");
            }
            Ids.requireDevice(device);
            var commands = new Sample();
            var reference = new Sample();
            for (var i = -WARM_UP; i < count; i++) {
                reference.add(i >= 0, this::health);
                commands.add(i >= 0, this::ping);
            }
            report("command_round_trip", commands);
            report("http_get_health_live", reference);
            muster.out()
                    .note(String.format(
                            Locale.ROOT,
                            "%d commands to %s: half within %.1f ms, 99 of 100 within %.1f ms, worst %.1f ms; a bare GET: half"
                                    + " within %.1f ms.",
                            count,
                            device,
                            commands.at(50),
                            commands.at(99),
                            commands.at(100),
                            reference.at(50)));
        }

        private boolean health() {
            return muster.server().bare("/health/live").statusCode() == 200;
        }

        private boolean ping() {
            var body = Json.object().put("timeoutMs", PATIENCE.toMillis());
            var command = new Ping();
            body.putObject("command")
                    .put("id", UUID.randomUUID().toString())
                    .put("type", command.type().name())
                    .set("args", command.args());
            var path = "/devices/" + Server.segment(device) + "/commands";
            var answer = muster.server().post(path, body, PATIENCE.plus(Server.PATIENCE));
            return answer.data().path("success").asBoolean();
        }

        private void report(String figure, Sample sample) {
            ObjectNode line = Json.object()
                    .put("bench", "round-trip")
                    .put("figure", figure)
                    .put("unit", "ms")
                    .put("count", count)
                    .put("failures", sample.failures())
                    .put("p50", sample.at(50))
                    .put("p90", sample.at(90))
                    .put("p99", sample.at(99))
                    .put("max", sample.at(100))
                    .put("device", device)
                    .put("url", muster.target().url())
                    .put("cores", Runtime.getRuntime().availableProcessors())
                    .put("at", Json.time(muster.shell().clock().instant()));
            muster.out().item(line);
        }
    }

    /** Durations of one kind; a failed one is counted and not timed. */
    private static final class Sample {
        private final ArrayList<Double> millis = new ArrayList<>();
        private int failures;

        void add(boolean counts, BooleanSupplier step) {
            var started = System.nanoTime();
            var done = step.getAsBoolean();
            var took = (System.nanoTime() - started) / 1e6;
            if (!done) {
                failures += counts ? 1 : 0;
            } else if (counts) {
                millis.add(took);
            }
        }

        int failures() {
            return failures;
        }

        /** The nearest-rank percentile, in milliseconds with three decimals; 0 where nothing succeeded. */
        double at(int percent) {
            var sorted = millis.stream().sorted().toList();
            if (sorted.isEmpty()) {
                return 0;
            }
            var rank = (int) Math.ceil(percent / 100.0 * sorted.size());
            return Math.round(sorted.get(Math.max(0, rank - 1)) * 1_000) / 1_000.0;
        }
    }
}
