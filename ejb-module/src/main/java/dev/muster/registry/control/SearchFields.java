package dev.muster.registry.control;

import dev.muster.protocol.Text;
import dev.muster.registry.control.SearchWords.Value;
import dev.muster.registry.control.SearchWords.Word;
import dev.muster.registry.entity.DeviceQuery;
import dev.muster.registry.entity.DeviceState;
import dev.muster.registry.entity.Liveness;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.BiFunction;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** What each field of the search language means, over the aliases of {@link DeviceList}. */
final class SearchFields {

    private static final Pattern COMPARED = Pattern.compile("(<=|>=|<|>)(.+)", Pattern.DOTALL);
    private static final Pattern AGE = Pattern.compile("(\\d{1,6})(s|m|h|d|w)");
    private static final Pattern NUMBER = Pattern.compile("[-+]?\\d{1,15}(\\.\\d{1,15})?");
    private static final Pattern VERSION = Pattern.compile("v?\\d{1,9}(\\.\\d{1,9}){0,3}(-.*)?");

    private static final Map<String, BiFunction<String, Value, Where>> FIELDS = new TreeMap<>(Map.ofEntries(
            Map.entry("id", (field, value) -> text("d.device_id", value)),
            Map.entry("label", (field, value) -> text("d.label", value)),
            Map.entry("model", (field, value) -> text("d.model", value)),
            Map.entry("sim", (field, value) -> text("d.sim", value)),
            Map.entry("notes", (field, value) -> text("d.notes", value)),
            Map.entry("transport", (field, value) -> text("c.transport", value)),
            Map.entry("tag", (field, value) -> tag(value)),
            Map.entry("state", (field, value) -> Where.of("d.state = ?", oneOf(field, value, states()))),
            Map.entry("status", (field, value) -> DeviceList.status(oneOf(field, value, Liveness.STATUSES))),
            Map.entry("online", SearchFields::online),
            Map.entry("firmware", SearchFields::version),
            Map.entry("agent", (field, value) -> text("c.agent", value)),
            Map.entry("errors", SearchFields::errors),
            Map.entry("lastSeen", (field, value) -> age("c.last_contact_at", field, value)),
            Map.entry("created", (field, value) -> age("d.created_at", field, value)),
            Map.entry("site", (field, value) -> bundle("select x.id from site x", "d.site", value)),
            Map.entry(
                    "fleet",
                    (field, value) -> bundle(
                            "select y.device from fleet x join fleet_device y on y.fleet = x.id", "d.id", value)),
            Map.entry(
                    "group",
                    (field, value) -> bundle(
                            "select y.device from device_group x join device_group_member y on y.device_group = x.id",
                            "d.id",
                            value))));

    private SearchFields() {}

    static Where term(Word word) {
        if (word.field() == null) {
            return bare(word.value());
        }
        if (word.field().startsWith("attr.") && word.field().length() > 5) {
            return json("d.attributes", word.field().substring(5), word.value());
        }
        if (word.field().startsWith("reported.") && word.field().length() > 9) {
            return json("c.latest", word.field().substring(9), word.value());
        }
        var field = FIELDS.get(word.field());
        if (field == null) {
            throw SearchWords.mistake(
                    word.at(),
                    "there is no field " + Text.clean(word.field(), 40) + "; known: "
                            + String.join(", ", FIELDS.keySet()) + ", attr.NAME, reported.KEY; put quotes around a word"
                            + " with a colon");
        }
        return field.apply(word.field(), word.value());
    }

    /** A word anywhere in id or label, or a whole tag; most devices are passed over by the first condition. */
    private static Where bare(Value value) {
        var pattern = value.pattern();
        return Where.of(
                "(d.words like lower(?) and"
                        + " (d.device_id || ' ' || d.label ilike ? or exists (select from unnest(d.tags) t where t ilike ?)))",
                "%" + pattern + "%",
                "%" + pattern + "%",
                pattern);
    }

    private static Where text(String column, Value value) {
        return Where.of(column + " ilike ?", value.pattern());
    }

    private static Where tag(Value value) {
        return Where.of(
                "(d.words like lower(?) and exists (select from unnest(d.tags) t where t ilike ?))",
                "%\n" + value.pattern() + "\n%",
                value.pattern());
    }

    private static String oneOf(String field, Value value, List<String> known) {
        var word = value.text().toLowerCase(Locale.ROOT);
        if (!known.contains(word)) {
            throw SearchWords.mistake(value.at(), field + " is one of " + String.join(", ", known));
        }
        return word;
    }

    private static Where online(String field, Value value) {
        return switch (value.text()) {
            case "true" -> Where.of("s.connection is not null");
            case "false" -> Where.of("s.connection is null");
            default -> throw SearchWords.mistake(value.at(), "online is true or false");
        };
    }

    /** {@code firmware:1.4.*} as a text, {@code firmware:<1.4.0} in the order of versions. */
    private static Where version(String field, Value value) {
        var compared = COMPARED.matcher(value.text());
        if (!compared.matches()) {
            return text("c.firmware", value);
        }
        if (!VERSION.matcher(compared.group(2)).matches()) {
            throw SearchWords.mistake(value.at(), "a version to compare with has numbers and dots, as in <1.4.0");
        }
        return Where.of("version_order(c.firmware) " + compared.group(1) + " version_order(?)", compared.group(2));
    }

    /** Unread entries of the error log: {@code 3} or {@code >0}. */
    private static Where errors(String field, Value value) {
        var compared = COMPARED.matcher(value.text());
        var number = compared.matches() ? compared.group(2) : value.text();
        if (!NUMBER.matcher(number).matches()) {
            throw SearchWords.mistake(value.at(), "errors are counted: compare with a number, as in errors:>0");
        }
        return Where.of(
                DeviceQuery.ERRORS + " " + (compared.matches() ? compared.group(1) : "=") + " ?",
                Double.valueOf(number));
    }

    /** {@code <2h}: less than two hours ago; {@code >2h}: longer ago, or never. */
    private static Where age(String column, String field, Value value) {
        var compared = COMPARED.matcher(value.text());
        if (!compared.matches()) {
            throw SearchWords.mistake(value.at(), "compare " + field + " with an age, as in " + field + ":<2h");
        }
        var age = AGE.matcher(compared.group(2));
        if (!age.matches()) {
            throw SearchWords.mistake(value.at(), "an age is a number and s, m, h, d or w, as in 30m");
        }
        var seconds = Long.parseLong(age.group(1)) * secondsOf(age.group(2));
        return Where.of(
                "now() - coalesce(" + column + ", '-infinity') " + compared.group(1) + " make_interval(secs => ?)",
                (double) seconds);
    }

    private static long secondsOf(String unit) {
        return switch (unit) {
            case "s" -> 1;
            case "m" -> 60;
            case "h" -> 3_600;
            case "d" -> 86_400;
            default -> 604_800;
        };
    }

    private static Where bundle(String select, String column, Value value) {
        return Where.of(column + " in (" + select + " where x.slug ilike ?)", value.pattern());
    }

    /** A member of a JSON object: compared as a number, or as text with stars. */
    private static Where json(String column, String name, Value value) {
        var compared = COMPARED.matcher(value.text());
        if (!compared.matches()) {
            return Where.of(column + " ->> ? ilike ?", name, value.pattern());
        }
        if (!NUMBER.matcher(compared.group(2)).matches()) {
            throw SearchWords.mistake(value.at(), "compare with a number, as in >60");
        }
        return Where.of(
                "json_number(" + column + " -> ?) " + compared.group(1) + " ?",
                name,
                Double.valueOf(compared.group(2)));
    }

    private static List<String> states() {
        return Stream.of(DeviceState.values()).map(DeviceState::word).toList();
    }
}
