package dev.muster.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.util.Locale;
import java.util.regex.Pattern;

/** Times, spans and sizes as people read and type them. */
final class Times {
    private static final Pattern SPAN = Pattern.compile("([0-9]{1,9}) ?(s|min|m|h|d|w)");

    private Times() {}

    /** {@code 14 s ago}, {@code in 3 h}, {@code now}. */
    static String relative(Instant then, Instant now) {
        var seconds = Duration.between(then, now).toSeconds();
        if (seconds == 0) {
            return "now";
        }
        return seconds > 0 ? coarse(seconds) + " ago" : "in " + coarse(-seconds);
    }

    /** The two largest units: {@code 2 d 3 h}, {@code 5 min 2 s}. */
    static String span(long seconds) {
        var units = new long[] {seconds / 86_400, seconds / 3_600 % 24, seconds / 60 % 60, seconds % 60};
        var names = new String[] {" d", " h", " min", " s"};
        for (var i = 0; i < 3; i++) {
            if (units[i] > 0) {
                return units[i] + names[i] + (units[i + 1] > 0 ? " " + units[i + 1] + names[i + 1] : "");
            }
        }
        return units[3] + names[3];
    }

    /** A duration of an answer: {@code 12 ms}, {@code 3.4 s}. */
    static String took(Duration duration) {
        var millis = duration.toMillis();
        return millis < 1_000 ? millis + " ms" : millis < 60_000 ? tenths(millis, 1_000) + " s" : span(millis / 1_000);
    }

    /** {@code 177 KiB}, {@code 1.4 MiB}. */
    static String bytes(long bytes) {
        var units = new String[] {" B", " KiB", " MiB", " GiB", " TiB"};
        var unit = 0;
        var size = 1L;
        while (unit < units.length - 1 && bytes >= size * 1_024) {
            size *= 1_024;
            unit++;
        }
        return bytes < 10 * size && unit > 0 ? tenths(bytes, size) + units[unit] : bytes / size + units[unit];
    }

    /** A reading's value; a number of bytes or seconds, which its key tells, as people read it. */
    static String value(String key, JsonNode value) {
        var name = key.toLowerCase(Locale.ROOT);
        if (value.isIntegralNumber() && name.contains("bytes")) {
            return bytes(value.asLong());
        }
        return value.isNumber() && name.matches(".*(uptime_s|sec|seconds)") ? span(value.asLong()) : Fields.text(value);
    }

    /**
     * A span as typed: {@code 90s}, {@code 15m}, {@code 2h}, {@code 30d}, {@code 1w}.
     *
     * @throws Failure wrong usage, naming what was expected
     */
    static Duration parseSpan(String text) {
        var match = SPAN.matcher(text.strip());
        if (!match.matches()) {
            throw Failure.usage(
                    "\"" + SafeText.line(text) + "\" is not a span of time: write 15s, 10m, 2h, 30d or 1w.");
        }
        var seconds = switch (match.group(2)) {
            case "s" -> 1;
            case "min", "m" -> 60;
            case "h" -> 3_600;
            case "d" -> 86_400;
            default -> 604_800;
        };
        return Duration.ofSeconds(Long.parseLong(match.group(1)) * seconds);
    }

    /**
     * A moment as typed: RFC 3339 ({@code 2026-11-20T11:36:00Z}), a UTC day ({@code 2026-11-20}), or a span back from now
     * ({@code 2h}).
     *
     * @throws Failure wrong usage, naming what was expected
     */
    static Instant parseMoment(String text, Instant now) {
        if (SPAN.matcher(text.strip()).matches()) {
            return now.minus(parseSpan(text));
        }
        try {
            var day = text.strip().length() == 10;
            return OffsetDateTime.parse(day ? text.strip() + "T00:00:00Z" : text.strip())
                    .toInstant();
        } catch (DateTimeParseException e) {
            throw Failure.usage("\"" + SafeText.line(text)
                    + "\" is not a time: write 2026-11-20T11:36:00Z, 2026-11-20, or 2h for two hours back.");
        }
    }

    private static String coarse(long seconds) {
        if (seconds < 60) {
            return seconds + " s";
        }
        if (seconds < 3_600) {
            return seconds / 60 + " min";
        }
        return seconds < 172_800 ? seconds / 3_600 + " h" : seconds / 86_400 + " d";
    }

    private static String tenths(long amount, long unit) {
        var tenths = amount * 10 / unit;
        return tenths / 10 + (tenths % 10 == 0 ? "" : "." + tenths % 10);
    }
}
