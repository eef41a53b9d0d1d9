package dev.muster.protocol;

import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigDecimal;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** The value map of a reading: names to finite numbers, booleans or short texts. */
public final class Values {

    private static final Pattern NAME = Pattern.compile("[A-Za-z][A-Za-z0-9_.-]{0,63}");

    private Values() {}

    /** @throws IllegalArgumentException naming the value that does not fit */
    public static Map<String, Object> check(Map<String, Object> values) {
        if (values == null || values.isEmpty()) {
            throw new IllegalArgumentException("values must have at least one member");
        }
        if (values.size() > Limits.VALUES) {
            throw new IllegalArgumentException("a reading has at most " + Limits.VALUES + " values");
        }
        var checked = new LinkedHashMap<String, Object>();
        values.forEach((name, value) -> checked.put(checkName(name), checkValue(name, value)));
        return Collections.unmodifiableMap(checked);
    }

    /** As {@link #check}, for maps that may be absent or empty. */
    public static Map<String, Object> checkOptional(Map<String, Object> values) {
        return values == null || values.isEmpty() ? Map.of() : check(values);
    }

    /** A JSON value of any shape with every text in it cleaned and cut to {@link Limits#LINE}. */
    static Object tidy(Object value) {
        if (value instanceof String text) {
            return Text.clean(text, Limits.LINE);
        }
        if (value instanceof List<?> list) {
            return list.stream().map(Values::tidy).collect(Collectors.toList());
        }
        if (value instanceof Map<?, ?> map) {
            var tidied = new LinkedHashMap<String, Object>();
            map.forEach((name, member) -> tidied.put(Text.clean(String.valueOf(name), Limits.NAME), tidy(member)));
            return tidied;
        }
        return value;
    }

    /** As {@link #tidy(Object)}; null stays null. */
    static JsonNode tidy(JsonNode value) {
        return value == null ? null : Json.tree(tidy(Json.mapper().convertValue(value, Object.class)));
    }

    /** The whole number of that name, or null. */
    public static Long whole(Map<String, Object> values, String name) {
        return values.get(name) instanceof Number number ? Long.valueOf(number.longValue()) : null;
    }

    private static String checkName(String name) {
        if (!NAME.matcher(name).matches()) {
            throw new IllegalArgumentException("a value's name has 1 to 64 letters, digits or . _ - and starts with a"
                    + " letter: " + Text.clean(name, 80));
        }
        return name;
    }

    private static Object checkValue(String name, Object value) {
        if (value instanceof Boolean || value instanceof Integer || value instanceof Long) {
            return value;
        }
        if (value instanceof Number number) {
            var asDouble = number instanceof BigDecimal big ? big.doubleValue() : number.doubleValue();
            if (!Double.isFinite(asDouble)) {
                throw new IllegalArgumentException("value " + name + " is not a finite number");
            }
            return asDouble;
        }
        if (value instanceof String text) {
            return Text.clean(text, Limits.TEXT_VALUE);
        }
        throw new IllegalArgumentException("value " + name + " must be a number, a text or a boolean");
    }
}
