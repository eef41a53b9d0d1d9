package dev.muster.agent.sensor;

import java.time.Instant;

/** Smooth, repeatable signals for simulations: slow waves with a little noise, all from one seed. */
final class Signal {

    private final long seed;

    Signal(String id) {
        var mixed = 1125899906842597L;
        for (var i = 0; i < id.length(); i++) {
            mixed = 31 * mixed + id.charAt(i);
        }
        this.seed = mix(mixed);
    }

    /** A wave around {@code middle}: an hour-long swing, a quicker one and noise, each with its share of {@code span}. */
    double wave(String channel, Instant at, double middle, double span) {
        var seconds = at.toEpochMilli() / 1000.0;
        var phase = fraction(channel, 0) * 2 * Math.PI;
        var slow = Math.sin(2 * Math.PI * seconds / 3600 + phase);
        var quick = Math.sin(2 * Math.PI * seconds / (70 + 40 * fraction(channel, 1)) + phase * 3);
        return middle + span * (0.55 * slow + 0.3 * quick + 0.15 * noise(channel, seconds));
    }

    /** Between 0 and 1, the same for the same channel and number. */
    double fraction(String channel, long number) {
        return (mix(seed ^ channel.hashCode() * 0x9E3779B97F4A7C15L ^ mix(number)) >>> 11) * 0x1.0p-53;
    }

    static double round(double value, int digits) {
        var scale = Math.pow(10, digits);
        return Math.round(value * scale) / scale;
    }

    /** Between -1 and 1, continuous in time. */
    private double noise(String channel, double seconds) {
        var step = (long) Math.floor(seconds / 4);
        var within = seconds / 4 - step;
        var smooth = within * within * (3 - 2 * within);
        var from = fraction(channel, step + 1_000);
        var to = fraction(channel, step + 1_001);
        return 2 * (from + (to - from) * smooth) - 1;
    }

    private static long mix(long value) {
        var z = value + 0x9E3779B97F4A7C15L;
        z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
        z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
        return z ^ (z >>> 31);
    }
}
