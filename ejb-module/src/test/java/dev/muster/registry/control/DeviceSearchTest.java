package dev.muster.registry.control;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.muster.platform.Refusal;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

class DeviceSearchTest {

    @ParameterizedTest
    @NullSource
    @ValueSource(strings = {"", "  "})
    void nothing_means_all(String text) {
        assertThat(DeviceSearch.parse(text)).isEqualTo(Where.ALL);
    }

    @Test
    void and_binds_closer_than_or_and_may_be_left_out() {
        var spelled = DeviceSearch.parse("(model:a AND sim:b) OR (model:c AND NOT sim:d)");
        assertThat(DeviceSearch.parse("model:a sim:b OR model:c NOT sim:d")).isEqualTo(spelled);
        assertThat(spelled.sql())
                .isEqualTo("((d.model ilike ? and d.sim ilike ?)"
                        + " or (d.model ilike ? and not coalesce(d.sim ilike ?, false)))");
        assertThat(spelled.parameters()).containsExactly("a", "b", "c", "d");
    }

    @Test
    void parentheses_change_the_order() {
        assertThat(DeviceSearch.parse("model:a AND (model:b OR model:c)").sql())
                .isEqualTo("(d.model ilike ? and (d.model ilike ? or d.model ilike ?))");
        assertThat(DeviceSearch.parse("((((model:a))))").sql()).isEqualTo("d.model ilike ?");
    }

    @Test
    void a_star_means_anything_and_what_like_reads_means_itself() {
        assertThat(DeviceSearch.parse("model:pu*p_1%").parameters()).containsExactly("pu%p\\_1\\%");
        assertThat(DeviceSearch.parse("model:\"a*b \\\"c\\\" (d)\"").parameters())
                .as("in quotes a star is a star")
                .containsExactly("a*b \"c\" (d)");
        assertThat(DeviceSearch.parse("\"AND\"").parameters())
                .as("a quoted operator is a word")
                .containsExactly("%AND%", "%AND%", "AND");
        assertThat(DeviceSearch.parse("label:a:b").parameters())
                .as("only the first colon parts")
                .containsExactly("a:b");
    }

    @Test
    void a_dynamic_group_is_its_query() {
        assertThat(DeviceSearch.parse("group:cold OR model:x", COLD).sql())
                .isEqualTo("((d.model ilike ? and d.model ilike ?) or d.model ilike ?)");
    }

    @Test
    void a_star_names_dynamic_groups_beside_those_with_members() {
        assertThat(DeviceSearch.parse("group:co*", COLD).sql())
                .contains("device_group_member", " or (d.model ilike ? and d.model ilike ?)");
    }

    @Test
    void groups_that_name_each_other_are_resolved_but_not_in_a_circle() {
        var groups =
                Map.of("a", "group:b", "b", "model:x", "loop", "tag:x group:loop", "bad", "group:worse", "worse", "(x");
        DeviceSearch.Groups known =
                value -> groups.containsKey(value.text()) ? Map.of(value.text(), groups.get(value.text())) : Map.of();
        assertThat(DeviceSearch.parse("group:a", known).sql()).isEqualTo("d.model ilike ?");
        assertThat(refused("x group:loop", known))
                .startsWith("at position 3: the search of the group loop cannot be used: ")
                .contains("in a circle");
        assertThat(refused("group:bad", known))
                .startsWith("at position 1: the search of the group bad cannot be used: at position 1: ")
                .contains("not closed");
        var many = "group:wide ".repeat(11);
        assertThat(refused(many, value -> Map.of("wide", "x ".repeat(50)))).contains("at most 500 terms");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "label: | 7 | say what label is to be",
                "nothing:x | 1 | there is no field nothing",
                "a b:c | 3 | there is no field b",
                "a AND | 6 | a term is missing here",
                "AND a | 1 | a term is missing before this",
                "a OR OR b | 6 | a term is missing before this",
                "NOT | 4 | a term is missing here",
                "(a | 1 | is not closed",
                "a) | 2 | closes nothing",
                "() | 2 | a term is missing before this",
                "label:\"a | 7 | this quote is not closed",
                "state:gone | 7 | state is one of unclaimed, active",
                "a status:fine | 10 | status is one of reporting",
                "online:maybe | 8 | online is true or false",
                "lastSeen:2h | 10 | compare lastSeen with an age",
                "lastSeen:<2y | 10 | an age is a number",
                "firmware:<new | 10 | numbers and dots",
                "attr.x:>y | 8 | compare with a number",
                "reported.t:>=1e9 | 12 | compare with a number",
                "attr.:x | 1 | there is no field attr."
            })
    void a_mistake_names_its_position(String text, int position, String what) {
        var refusal = catchThrowableOfType(Refusal.class, () -> DeviceSearch.parse(text));
        assertThat(refusal.status()).isEqualTo(422);
        assertThat(refusal.errors().get(0).pointer()).isEqualTo("?q");
        assertThat(refusal.errors().get(0).detail())
                .startsWith("at position " + position + ": ")
                .contains(what);
    }

    @Test
    void a_search_is_bounded_in_length_terms_and_depth() {
        assertThat(refused("x".repeat(DeviceSearch.MOST_CHARS + 1))).contains("at most 1000 characters");
        assertThat(refused("a ".repeat(DeviceSearch.MOST_TERMS + 1))).contains("at most 50 terms");
        assertThat(refused("(".repeat(400) + "a" + ")".repeat(400))).contains("at most 20 levels");
        assertThat(refused("NOT ".repeat(200) + "a")).contains("at most 20 levels");
        DeviceSearch.parse("a ".repeat(DeviceSearch.MOST_TERMS));
        DeviceSearch.parse("(".repeat(20) + "a" + ")".repeat(20));
    }

    private static final DeviceSearch.Groups COLD =
            value -> value.pattern().startsWith("co") ? Map.of("cold", "model:a model:b") : Map.of();

    private static String refused(String text) {
        return refused(text, value -> Map.of());
    }

    private static String refused(String text, DeviceSearch.Groups groups) {
        return catchThrowableOfType(Refusal.class, () -> DeviceSearch.parse(text, groups))
                .errors()
                .get(0)
                .detail();
    }
}
