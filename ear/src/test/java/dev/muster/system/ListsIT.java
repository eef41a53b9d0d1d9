package dev.muster.system;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;

/** All lists of the REST surface are asked for alike, and none is without end. */
@Order(6)
class ListsIT extends SystemTest {

    private static final String API = "/api/v1";

    /** Those with parameters of their own: a time, an offset, or an answer that is bounded by what it tells. */
    private static final List<String> OTHERWISE = List.of("/audit", "/devices/unclaimed", "/devices/former");

    @Test
    void every_list_of_the_description_has_the_four_parameters_and_says_where_it_goes_on() {
        var lists = lists();
        assertThat(lists)
                .contains(
                        "/users",
                        "/orgs",
                        "/fleets",
                        "/sites",
                        "/device-groups",
                        "/enrollment-keys",
                        "/factory-keys",
                        "/provision-tokens",
                        "/device-views",
                        "/devices/connected",
                        "/devices/conflicts",
                        "/auth/api-keys",
                        "/auth/sessions",
                        "/devices");
        for (var list : lists) {
            assertThat(admin.get(API + list + "?limit=1")
                            .expect(200)
                            .json()
                            .path("page")
                            .has("size"))
                    .as(list)
                    .isTrue();
            for (var wrong : Map.of(
                            "?limit", "limit=0",
                            "?cursor", "cursor=bm8",
                            "?sort", "sort=nothing")
                    .entrySet()) {
                var refused = admin.get(API + list + "?" + wrong.getValue());
                assertThat(refused.status()).as(list + "?" + wrong.getValue()).isEqualTo(422);
                assertThat(refused.json().at("/errors/0/pointer").asText())
                        .as(list)
                        .isEqualTo(wrong.getKey());
            }
            assertThat(admin.get(API + list + "?limit=501").status()).as(list).isEqualTo(422);
            assertThat(admin.get(API + list + "?q=nobody-has-this-word")
                            .expect(200)
                            .data())
                    .as(list)
                    .isEmpty();
        }
    }

    @Test
    void pages_hang_together_in_the_order_that_was_asked_for() {
        var word = "page" + UUID.randomUUID().toString().substring(0, 8);
        for (var name : List.of("b", "d", "a", "e", "c")) {
            admin.post(API + "/fleets", Map.of("name", name + " " + word + (name.equals("d") ? " zzyzx" : "")))
                    .expect(201);
        }
        assertThat(walk("/fleets?q=" + word + "&limit=2")).containsExactly("a", "b", "c", "d", "e");
        assertThat(walk("/fleets?q=" + word + "&limit=2&sort=-name")).containsExactly("e", "d", "c", "b", "a");
        assertThat(walk("/fleets?q=" + word + "&limit=3&sort=createdAt")).containsExactly("b", "d", "a", "e", "c");
        assertThat(walk("/fleets?limit=500&q=" + word.toUpperCase(java.util.Locale.ROOT) + "%20zzyzx"))
                .as("each word has to occur")
                .containsExactly("d");
        assertThat(walk("/fleets?q=%25" + word)).as("% is no joker").isEmpty();
    }

    @Test
    void an_org_keeps_so_many_of_a_kind() {
        var database = new ProductDatabase(muster);
        var slug = "full-" + UUID.randomUUID().toString().substring(0, 8);
        admin.post(API + "/orgs", Map.of("name", slug, "slug", slug)).expect(201);
        var there = admin.with("X-Muster-Org", slug);
        var before = Figures.of(muster).refusals("org-entries");
        database.change(
                "insert into fleet (public_id, org_id, slug, name) select gen_random_uuid(), id, 'f' || n, 'F ' || n"
                        + " from org, generate_series(1, 1000) n where slug = ?",
                slug);
        var refused = there.post(API + "/fleets", Map.of("name", "one more"));
        assertThat(refused.status()).isEqualTo(409);
        assertThat(refused.json().path("code").asText()).isEqualTo("org-full");
        there.post(API + "/sites", Map.of("name", "of another kind")).expect(201);
        assertThat(Figures.of(muster).refusals("org-entries")).isEqualTo(before + 1);
        admin.post(API + "/fleets", Map.of("name", "of another org")).expect(201);
    }

    private List<String> lists() {
        var lists = new ArrayList<String>();
        admin.get("/openapi").expect(200).json().path("paths").properties().forEach(path -> {
            var parameters = StreamSupport.stream(
                            path.getValue().at("/get/parameters").spliterator(), false)
                    .map(parameter -> parameter.path("name").asText())
                    .toList();
            var at = path.getKey().replaceFirst("^" + API, "");
            if (isList(path.getValue().path("get")) && !at.contains("{") && !OTHERWISE.contains(at)) {
                assertThat(parameters).as(at).contains("limit", "cursor", "sort", "q");
                lists.add(at);
            }
        });
        return lists;
    }

    private static boolean isList(JsonNode get) {
        return get.path("responses")
                .path("200")
                .at("/content/application~1json/schema/$ref")
                .asText()
                .contains("EnvelopeList");
    }

    private List<String> walk(String list) {
        var names = new ArrayList<String>();
        var cursor = "";
        do {
            var answer = admin.get(API + list + (cursor.isEmpty() ? "" : "&cursor=" + cursor))
                    .expect(200);
            answer.data().forEach(item -> names.add(item.path("name").asText().substring(0, 1)));
            cursor = answer.json().path("page").path("nextCursor").asText("");
        } while (!cursor.isEmpty());
        return names;
    }
}
