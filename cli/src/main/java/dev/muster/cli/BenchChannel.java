package dev.muster.cli;

import dev.muster.cli.sim.Books.Entry;
import dev.muster.cli.sim.FleetPlan;
import dev.muster.cli.sim.FleetPlan.Kind;
import dev.muster.cli.sim.FleetPlan.Profile;
import dev.muster.cli.sim.SimulatedFleet;
import dev.muster.protocol.Json;
import java.time.Duration;
import java.util.Locale;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** How much the doors for devices carry: as fast as a fleet is answered, for a while after warming up. */
abstract class BenchChannel implements Runnable {

    @Mixin
    FleetOptions fleet;

    @Option(
            names = "--seconds",
            paramLabel = "N",
            defaultValue = "20",
            description = "Measured; ${DEFAULT-VALUE} unless told.")
    private int seconds;

    @Option(
            names = "--warm-up",
            paramLabel = "N",
            defaultValue = "20",
            description = "Seconds before; ${DEFAULT-VALUE} unless told.")
    private int warmUp;

    private final Muster muster;
    private final String figure;
    private final String unit;

    BenchChannel(Muster muster, String figure, String unit) {
        this.muster = muster;
        this.figure = figure;
        this.unit = unit;
    }

    abstract FleetPlan plan();

    /** What counts so far. */
    abstract long done(SimulatedFleet running);

    @Override
    public void run() {
        if (seconds < 1 || seconds > 3_600 || warmUp < 0 || warmUp > 3_600) {
            throw Failure.usage("--seconds and --warm-up are up to 3600.");
        }
        var plan = plan();
        var roster = fleet.roster(muster);
        try (var running = new SimulatedFleet(fleet.url(muster), fleet.anyCertificate, roster, plan, 1)) {
            running.start();
            pause(warmUp);
            running.books().forgetTimings();
            var before = done(running);
            var began = System.nanoTime();
            pause(seconds);
            var took = (System.nanoTime() - began) / 1e9;
            var rate = (done(running) - before) / took;
            var books = running.books();
            muster.out()
                    .item(Json.object()
                            .put("bench", figure)
                            .put("figure", unit + "_per_second")
                            .put("value", Math.round(rate))
                            .put("devices", plan.devices())
                            .put("connections", plan.kind() == Kind.EDGE ? plan.devices() : plan.connections())
                            .put("seconds", seconds)
                            .put("p50Ms", books.millis(50))
                            .put("p99Ms", books.millis(99))
                            .put("refusals", books.refusals().toString())
                            .put("url", muster.target().url())
                            .put("cores", Runtime.getRuntime().availableProcessors())
                            .put("at", Json.time(muster.shell().clock().instant())));
            muster.out()
                    .note(String.format(
                            Locale.ROOT,
                            "%,.0f %s a second; half answered within %.1f ms, 99 of 100 within %.1f ms; refused: %s",
                            rate,
                            unit.replace('_', ' '),
                            books.millis(50),
                            books.millis(99),
                            books.refusals()));
        }
    }

    private static void pause(int seconds) {
        try {
            Thread.sleep(seconds * 1_000L);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Signed check-ins with a reading each, durable before the answer. */
    @Command(name = "check-ins", description = "Signed check-ins a second.")
    static final class CheckIns extends BenchChannel {

        @Option(
                names = "--connections",
                paramLabel = "N",
                defaultValue = "64",
                description = "Kept open; ${DEFAULT-VALUE} unless told.")
        private int connections;

        CheckIns(Muster muster) {
            super(muster, "check-ins", "check_ins");
        }

        @Override
        FleetPlan plan() {
            return new FleetPlan(
                    Kind.MCU, fleet.devices, fleet.seed, Duration.ZERO, Profile.STEADY, connections, 1, 0, 1, 1, 0);
        }

        @Override
        long done(SimulatedFleet running) {
            return running.books().count(Entry.CHECK_INS_ACKNOWLEDGED);
        }
    }

    /** Values in readings on sockets, durable before their acknowledgement. */
    @Command(name = "points", description = "Data points a second over sockets.")
    static final class Points extends BenchChannel {

        @Option(
                names = "--batch",
                paramLabel = "N",
                defaultValue = "50",
                description = "Readings in a message; ${DEFAULT-VALUE} unless told.")
        private int batch;

        @Option(
                names = "--points",
                paramLabel = "N",
                defaultValue = "10",
                description = "Values in a reading; ${DEFAULT-VALUE} unless told.")
        private int points;

        @Option(
                names = "--window",
                paramLabel = "N",
                defaultValue = "4",
                description = "Messages of a device not acknowledged; ${DEFAULT-VALUE} unless told.")
        private int window;

        Points(Muster muster) {
            super(muster, "points", "data_points");
        }

        @Override
        FleetPlan plan() {
            return new FleetPlan(
                    Kind.EDGE,
                    fleet.devices,
                    fleet.seed,
                    Duration.ZERO,
                    Profile.STEADY,
                    1,
                    0,
                    batch,
                    points,
                    window,
                    0);
        }

        @Override
        long done(SimulatedFleet running) {
            return running.books().count(Entry.EVENTS_ACKNOWLEDGED) * points;
        }
    }
}
