package dev.muster.registry.control;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.muster.platform.Refusal;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
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
        var known = new DynamicGroups(() -> groups);
        assertThat(DeviceSearch.parse("group:a", known).sql()).isEqualTo("d.model ilike ?");
        assertThat(refused("x group:loop", known))
                .startsWith("at position 3: the search of the group loop cannot be used: ")
                .contains("in a circle");
        assertThat(refused("group:bad", known))
                .startsWith("at position 1: the search of the group bad cannot be used: at position 1: ")
                .contains("not closed");
        var many = "group:wide ".repeat(11);
        assertThat(refused(many, groups("wide", "x ".repeat(50)))).contains("at most 100 terms");
    }

    @Test
    void groups_follow_each_other_five_deep_whichever_was_read_first() {
        var chain = new TreeMap<String, String>();
        IntStream.range(1, 8).forEach(n -> chain.put("g" + n, "group:g" + (n + 1)));
        chain.put("g8", "tag:x");
        var known = new DynamicGroups(() -> chain);
        assertThat(known.broken().keySet()).containsExactly("g1", "g2", "g3");
        assertThat(known.of("g4")).isEqualTo(DeviceSearch.parse("tag:x"));
        assertThat(refused("group:g3", known)).contains("at most 5 deep");
    }

    @Test
    void the_groups_are_read_once_and_only_where_one_is_named() {
        var reads = new AtomicInteger();
        var known = new DynamicGroups(() -> {
            reads.incrementAndGet();
            return Map.of("a", "group:b group:b", "b", "model:x", "c", "group:a group:b group:nothing");
        });
        known.search("model:x group");
        assertThat(reads).hasValue(0);
        known.search("group:c group:b");
        assertThat(known.broken()).isEmpty();
        assertThat(reads).hasValue(1);
    }

    @Test
    void a_query_is_understood_once_however_many_groups_name_it() {
        var wide = new TreeMap<String, String>();
        IntStream.range(0, 5).forEach(n -> wide.put("g" + n, ("group:g" + (n + 1) + " ").repeat(2)));
        wide.put("g5", "tag:x");
        var known = new DynamicGroups(() -> wide);
        var understood = new AtomicInteger();
        wide.keySet().stream().skip(1).forEach(slug -> known.of(slug));
        wide.keySet().stream()
                .skip(1)
                .forEach(slug -> known.meaning(slug, query -> {
                    understood.incrementAndGet();
                    return null;
                }));
        assertThat(understood).hasValue(0);
    }

    @ParameterizedTest
    @CsvSource({
        "plant-*, true",
        "PLANT-1, true",
        "*, true",
        "*-*1, true",
        "p*t-*, true",
        "*2, false",
        "plant, false",
        "plant-1x, false",
        "lant*, false"
    })
    void a_value_names_a_group_by_its_slug(String value, boolean names) {
        var known = groups("plant-1", "tag:x");
        var word = SearchWords.of("group:" + value).get(0);
        assertThat(known.named(word.value()).contains("plant-1")).isEqualTo(names);
    }

    @Test
    void many_stars_do_not_take_long() {
        var value = SearchWords.of("*a".repeat(400) + "b").get(0).value();
        assertThat(value.matches("a".repeat(1_000))).isFalse();
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

    private static final DynamicGroups COLD = groups("cold", "model:a model:b");

    private static DynamicGroups groups(String slug, String query) {
        return new DynamicGroups(() -> Map.of(slug, query));
    }

    private static String refused(String text) {
        return refused(text, new DynamicGroups(Map::of));
    }

    private static String refused(String text, DynamicGroups groups) {
        return catchThrowableOfType(Refusal.class, () -> DeviceSearch.parse(text, groups))
                .errors()
                .get(0)
                .detail();
    }
}
