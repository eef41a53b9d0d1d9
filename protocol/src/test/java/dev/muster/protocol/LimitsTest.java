package dev.muster.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LimitsTest {

    private static final Instant NOW = Instant.parse("2026-11-20T11:36:00.123Z");

    private static Map<String, Object> values(int count) {
        return IntStream.range(0, count).boxed().collect(Collectors.toMap(i -> "v" + i, i -> i));
    }

    private static CheckIn checkIn(int readings, int events) {
        return new CheckIn(
                1,
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                Collections.nCopies(readings, reading(1)),
                Collections.nCopies(events, Json.object()),
                null);
    }

    private static JsonNode reading(int values) {
        return Json.object().put("ts", Json.time(NOW)).set("values", Json.tree(values(values)));
    }

    @Test
    void a_check_in_takes_what_the_limits_say_and_not_one_more() {
        assertThat(checkIn(1_000, 200).readings()).hasSize(1_000);
        assertThatThrownBy(() -> checkIn(1_001, 0)).hasMessageContaining("1000");
        assertThatThrownBy(() -> checkIn(0, 201)).hasMessageContaining("200");
        assertThatThrownBy(() -> Json.read("{\"seq\":1,\"readings\":[" + reading(65) + "]}", CheckIn.class))
                .hasMessageContaining("at most 64 values");
        assertThat(new CheckIn.Reading(NOW, values(64)).values()).hasSize(64);
        assertThatThrownBy(() -> new CheckIn.Reading(NOW, values(65))).hasMessageContaining("64");
    }

    @Test
    void a_reading_of_a_check_in_was_taken_in_one_of_the_years_1970_to_9999() {
        for (var time : List.of("1970-01-01T00:00:00Z", "9999-12-31T23:59:59.999Z")) {
            assertThat(new CheckIn.Reading(Instant.parse(time), values(1))).isNotNull();
        }
        for (var time : List.of("1969-12-31T23:59:59.999Z", "+10000-01-01T00:00:00Z", "+300000-01-01T00:00:00Z")) {
            assertThatThrownBy(() -> new CheckIn.Reading(Instant.parse(time), values(1)))
                    .as(time)
                    .hasMessageContaining("RFC 3339");
        }
    }

    @Test
    void a_result_s_output_is_bounded() {
        var id = UUID.randomUUID();
        assertThat(new CommandResult(id, true, "x".repeat(Limits.OUTPUT), null, null, NOW, null))
                .isNotNull();
        assertThatThrownBy(() -> new CommandResult(id, true, "x".repeat(Limits.OUTPUT + 1), null, null, NOW, null))
                .hasMessageContaining("output");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"a\":1,\"a\":2}",
                "{\"a\":1} {}",
                "{\"a\":1e",
                "\ufeff{\"a\":1}",
                "{'a':1}",
                "{\"a\":NaN}",
                "{\"a\":01}",
                ""
            })
    void json_is_read_strictly(String text) {
        assertThatThrownBy(() -> Json.read(text, Map.class)).isInstanceOf(JsonProcessingException.class);
    }

    @Test
    void json_bombs_are_refused_quickly() {
        var begun = System.nanoTime();
        for (var bomb : List.of(
                "[".repeat(100_000),
                "{\"a\":".repeat(100_000),
                "\"" + "x".repeat(10_000_000) + "\"",
                "1".repeat(10_000_000),
                "1e999999999999")) {
            assertThatThrownBy(() -> {
                        var read = Json.read(bomb, JsonNode.class);
                        if (read.isNumber() && !Double.isFinite(read.doubleValue())) {
                            throw new IllegalArgumentException("not finite");
                        }
                    })
                    .isInstanceOfAny(JsonProcessingException.class, IllegalArgumentException.class);
        }
        assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(Duration.ofSeconds(3));
    }

    @Test
    void times_have_exactly_three_digits_after_the_second() {
        assertThat(Json.time(Instant.parse("2026-11-20T11:36:00Z"))).isEqualTo("2026-11-20T11:36:00.000Z");
        assertThat(Json.time(Instant.parse("2026-11-20T11:36:00.123987Z"))).isEqualTo("2026-11-20T11:36:00.123Z");
    }

    @Test
    void text_loses_what_could_harm_a_terminal_a_page_or_the_database() {
        assertThat(Text.clean("a\u0000b\u001b[31mc\u202ed\u2066e\u2028f\u0085g", 100))
                .isEqualTo("a�b�[31mc�d�e�f�g");
        assertThat(Text.clean("tab\tand\nline", 100)).isEqualTo("tab\tand\nline");
        assertThat(Text.clean(null, 5)).isNull();
        assertThat(Text.clean("x\ud800y\udc00z", 100)).isEqualTo("x�y�z");
        assertThat(Text.clean("ok \ud83d\ude00", 100)).isEqualTo("ok \ud83d\ude00");
        assertThat(Text.clean("1234\ud83d\ude00", 5)).isEqualTo("1234");
    }

    @Property(tries = 500)
    void cleaned_text_is_short_enough_stays_so_and_survives_utf_8(
            @ForAll String raw, @ForAll @IntRange(min = 1, max = 40) int max) {
        var clean = Text.clean(raw, max);
        assertThat(clean).hasSizeLessThanOrEqualTo(max);
        assertThat(Text.clean(clean, max)).isEqualTo(clean);
        assertThat(new String(
                        clean.getBytes(java.nio.charset.StandardCharsets.UTF_8),
                        java.nio.charset.StandardCharsets.UTF_8))
                .isEqualTo(clean);
    }

    @Test
    void values_are_finite_numbers_booleans_and_short_texts() {
        var ok = Values.check(Map.of("a", 1, "b", 2L, "c", 1.5, "d", true, "e", new BigDecimal("3.25"), "f", "x"));
        assertThat(ok).containsEntry("e", 3.25).containsEntry("b", 2L);
        assertThat(Values.check(Map.of("a", "x".repeat(600)))).containsEntry("a", "x".repeat(512));
        assertThatThrownBy(() -> Values.check(Map.of("a", Double.NaN))).hasMessageContaining("finite");
        assertThatThrownBy(() -> Values.check(Map.of("a", new BigDecimal("1e999"))))
                .hasMessageContaining("finite");
        assertThatThrownBy(() -> Values.check(Map.of("a", List.of()))).hasMessageContaining("a number");
        assertThatThrownBy(() -> Values.check(Map.of("1a", 1))).hasMessageContaining("name");
        assertThatThrownBy(() -> Values.check(Map.of())).hasMessageContaining("at least one");
    }

    @Test
    void metrics_and_context_may_be_empty() throws Exception {
        for (var text : List.of(
                "{\"type\":\"status\",\"seq\":1,\"status\":\"ONLINE\",\"metrics\":{}}",
                "{\"type\":\"alert\",\"seq\":1,\"ts\":\"2026-11-20T11:36:00Z\",\"context\":{}}",
                "{\"type\":\"errlog\",\"seq\":1,\"ts\":\"2026-11-20T11:36:00Z\",\"context\":{}}")) {
            assertThat(Json.read(text, DeviceMessage.class)).isNotNull();
        }
    }

    @Test
    void a_print_s_own_members_are_cleaned_too() throws Exception {
        var text = "{\"type\":\"print\",\"seq\":1,\"ts\":\"2026-11-20T11:36:00Z\",\"label\":\"a\\u0000b\","
                + "\"deep\":{\"list\":[\"c\\u0000\",1,true,null]}}";
        assertThat(((DeviceEvent.Print) Json.read(text, DeviceMessage.class)).more())
                .containsEntry("label", "a�b")
                .hasToString("{label=a�b, deep={list=[c�, 1, true, null]}}");
    }

    @Test
    void a_reported_state_is_cleaned_and_keeps_its_shape() throws Exception {
        var reported = (DeviceEvent.Reported) Json.read(
                "{\"type\":\"reported\",\"seq\":1,\"version\":2,\"state\":{\"a\":\"b\\u0000\",\"n\":[1,2.5,null]}}",
                DeviceMessage.class);
        assertThat(reported.state()).hasToString("{\"a\":\"b�\",\"n\":[1,2.5,null]}");
        assertThat(new TwinState(1, Json.mapper().readTree("\"x\\u001b\"")).state())
                .hasToString("\"x�\"");
    }

    @ParameterizedTest
    @ValueSource(strings = {"a", "pump-7", "A9._:-z", "0", "x.y:z_w-v"})
    void device_ids_that_fit(String id) {
        assertThat(DeviceId.isValid(id)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "-a", ".", "..", "a/b", "a b", "a\n", "ä", "a%2f", "_a"})
    void device_ids_that_do_not_fit(String id) {
        assertThat(DeviceId.isValid(id)).isFalse();
        assertThat(DeviceId.isValid("x".repeat(64))).isTrue();
        assertThat(DeviceId.isValid("x".repeat(65))).isFalse();
    }

    @Test
    void backoff_grows_to_its_cap_with_full_jitter_and_starts_again() {
        var random = new Random(7);
        var backoff = new Backoff(random);
        var longest = Duration.ZERO;
        for (var failure = 0; failure < 200; failure++) {
            var ceiling = Math.min(30_000, 1_000L << Math.min(failure, 10));
            var delay = backoff.next();
            assertThat(delay).isBetween(Duration.ZERO, Duration.ofMillis(ceiling));
            longest = longest.compareTo(delay) < 0 ? delay : longest;
        }
        assertThat(longest).isGreaterThan(Duration.ofSeconds(25));
        backoff.reset();
        assertThat(backoff.next()).isLessThanOrEqualTo(Duration.ofSeconds(1));
    }

    @Test
    void secrets_do_not_stand_in_tostring() {
        assertThat(new Enrollment("tok-secret", NOW, "c2VjcmV0").toString()).doesNotContain("tok-secret", "c2VjcmV0");
        assertThat(new DeviceMessage.Auth("tok-secret").toString()).doesNotContain("tok-secret");
    }
}
