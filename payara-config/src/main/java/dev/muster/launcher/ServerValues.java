package dev.muster.launcher;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Period;
import java.util.Map;

/** Values of the settings that only the server reads: each has to be of the kind of its default, before anything starts. */
final class ServerValues {

    private ServerValues() {}

    /** @throws StartRefused naming the first that is not */
    static void check(Map<String, String> given, Map<String, String> defaults) {
        defaults.forEach((name, usual) -> {
            var value = given.get(name);
            if (value == null) {
                return;
            }
            if (usual.matches("\\d+")) {
                require(isWhole(value), name, value, "a whole number, like " + usual);
            } else if (usual.equals("true") || usual.equals("false")) {
                require(value.equals("true") || value.equals("false"), name, value, "true or false");
            } else if (usual.matches("PT\\d.*")) {
                require(isDuration(value), name, value, "a duration, like PT15M for 15 minutes or PT24H for a day");
            } else if (usual.matches("P\\d.*")) {
                require(isPeriod(value) || isDuration(value), name, value, "a number of days, like P14D");
            }
        });
    }

    private static void require(boolean fits, String name, String value, String wanted) {
        if (!fits) {
            throw new StartRefused(name + " has to be " + wanted + ", not " + value);
        }
    }

    private static boolean isWhole(String value) {
        return value.matches("\\d{1,9}");
    }

    private static boolean isDuration(String value) {
        try {
            return !Duration.parse(value).isNegative();
        } catch (DateTimeException e) {
            return false;
        }
    }

    private static boolean isPeriod(String value) {
        try {
            return !Period.parse(value).isNegative();
        } catch (DateTimeException e) {
            return false;
        }
    }
}
