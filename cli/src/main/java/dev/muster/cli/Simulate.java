package dev.muster.cli;

import dev.muster.cli.sim.Books;
import dev.muster.cli.sim.Books.Entry;
import dev.muster.cli.sim.FleetPlan;
import dev.muster.cli.sim.FleetPlan.Kind;
import dev.muster.cli.sim.FleetPlan.Profile;
import dev.muster.cli.sim.SimulatedFleet;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Locale;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** A fleet of simulated devices that talk to the server until stopped, and an account of what it was promised. */
@Command(
        name = "simulate",
        description = {
            "Run simulated devices against the server until Ctrl-C or --seconds.",
            "They are registered with your login, once; their credentials are kept in a file. What was sent, acknowledged"
                    + " and run is printed at the end, so that it can be compared with what is stored."
        })
final class Simulate implements Runnable {

    @Mixin
    private FleetOptions fleet;

    @Option(
            names = "--kind",
            paramLabel = "edge|mcu",
            defaultValue = "mcu",
            description = "mcu: signed check-ins; edge: a socket each; ${DEFAULT-VALUE} unless told.")
    private String kind;

    @Option(
            names = "--profile",
            paramLabel = "steady|storm|flaky",
            defaultValue = "steady",
            description = "steady: spread over the interval; storm: all at once; flaky: one answer in ten is lost.")
    private String profile;

    @Option(
            names = "--interval",
            paramLabel = "SECONDS",
            defaultValue = "60",
            description = "From one word of a device to its next; ${DEFAULT-VALUE} unless told.")
    private double interval;

    @Option(names = "--seconds", paramLabel = "N", description = "Ends by itself after so long.")
    private Long seconds;

    @Option(names = "--connections", paramLabel = "N", defaultValue = "64", description = "Of devices that check in.")
    private int connections;

    @Option(
            names = "--books",
            paramLabel = "FILE",
            description = "Write each device's account there, a JSON line each.")
    private Path file;

    private final Muster muster;

    Simulate(Muster muster) {
        this.muster = muster;
    }

    @Override
    public void run() {
        var plan = plan();
        var roster = fleet.roster(muster);
        try (var running = new SimulatedFleet(fleet.url(muster), fleet.anyCertificate, roster, plan, 1)) {
            var end = new CountDownLatch(1);
            var hook = new Thread(() -> {
                end.countDown();
                finish(running);
            });
            Runtime.getRuntime().addShutdownHook(hook);
            running.start();
            muster.out().note(plan.devices() + " devices, seed " + plan.seed() + "; Ctrl-C ends them.");
            watch(running, end);
            if (end.getCount() > 0) {
                Runtime.getRuntime().removeShutdownHook(hook);
                finish(running);
            }
        }
    }

    private FleetPlan plan() {
        if (!(interval >= 0.001 && interval <= 86_400)) {
            throw Failure.usage("--interval is 0.001 to 86400 seconds.");
        }
        if (connections < 1 || connections > 10_000) {
            throw Failure.usage("--connections is 1 to 10000.");
        }
        var how = word(Profile.class, profile, "--profile");
        return new FleetPlan(
                word(Kind.class, kind, "--kind"),
                fleet.devices,
                fleet.seed,
                Duration.ofNanos((long) (interval * 1e9)),
                how,
                connections,
                1,
                1,
                4,
                8,
                how == Profile.FLAKY ? 0.1 : 0);
    }

    private static <E extends Enum<E>> E word(Class<E> words, String word, String option) {
        var known = new ArrayList<String>();
        for (var each : words.getEnumConstants()) {
            known.add(each.name().toLowerCase(Locale.ROOT));
            if (each.name().equalsIgnoreCase(word)) {
                return each;
            }
        }
        throw Failure.usage(option + " is one of " + String.join(", ", known) + ".");
    }

    /** A line every ten seconds, for people. */
    private void watch(SimulatedFleet running, CountDownLatch end) {
        var until = seconds == null ? Long.MAX_VALUE : System.nanoTime() + TimeUnit.SECONDS.toNanos(seconds);
        try {
            while (System.nanoTime() < until) {
                var wait = Math.min(TimeUnit.SECONDS.toNanos(10), until - System.nanoTime());
                if (end.await(wait, TimeUnit.NANOSECONDS)) {
                    return;
                }
                muster.out().note(sentence(running));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void finish(SimulatedFleet running) {
        running.stop();
        try {
            Thread.sleep(500); // what is under way is answered
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        if (file != null) {
            write(running.books());
        }
        muster.out().item(running.books().summary().put("seed", fleet.seed).put("devices", fleet.devices));
        muster.shell().out().flush();
    }

    private void write(Books books) {
        var lines = new ArrayList<String>();
        books.lines().forEach(line -> lines.add(line.toString()));
        try {
            Files.write(file, lines);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String sentence(SimulatedFleet running) {
        var books = running.books();
        return String.format(
                Locale.ROOT,
                "%d check-ins and %d events acknowledged, %d commands run, %d sockets open, half within %.1f ms; refused: %s",
                books.count(Entry.CHECK_INS_ACKNOWLEDGED),
                books.count(Entry.EVENTS_ACKNOWLEDGED),
                books.count(Entry.COMMANDS_RUN),
                running.online(),
                books.millis(50),
                books.refusals());
    }
}
