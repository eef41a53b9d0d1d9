package dev.muster.checkin.boundary;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.muster.platform.Meters;
import dev.muster.protocol.CheckInReply;
import dev.muster.testbed.DeviceStream;
import dev.muster.testbed.DeviceTest;
import dev.muster.testbed.Refused;
import dev.muster.testbed.Talk;
import dev.muster.testbed.World;
import jakarta.inject.Inject;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** One bad item is refused alone, and the device's own events say how many and why. */
class RefusedItemsIT extends DeviceTest {

    @Inject
    private CheckIns checkIns;

    @Inject
    private DeviceStream stream;

    @Inject
    private Meters meters;

    private long nonce;

    @Test
    void one_bad_reading_is_refused_alone_and_the_devices_events_say_which_and_why() {
        var good = reading("{\"t\":1}");
        var reply = checkIn("{\"seq\":1,\"readings\":[" + good + ",{\"ts\":\"yesterday\",\"values\":{\"t\":2}},7,null,"
                + "{\"ts\":\"2026-11-20T12:00:00Z\"}," + reading("{\"t\":{}}") + "," + good + "],\"events\":["
                + Talk.line(1, "a") + ",{\"type\":\"reading\",\"seq\":2}]}");
        assertThat(reply.nextCheckinSec()).isPositive();
        assertThat(count("reading")).isEqualTo(2);
        assertThat(count("device_log")).isEqualTo(1);
        assertThat(refusals()).hasSize(1);
        var refused = refusals().get(0);
        assertThat(refused.path("count").asInt()).isEqualTo(6);
        assertThat(refused.path("items").findValuesAsText("ref"))
                .containsExactly("2", "/readings/1", "/readings/2", "/readings/3", "/readings/4", "/readings/5");
        assertThat(refused.path("items").findValuesAsText("code"))
                .containsExactly(
                        "bad-event", "bad-reading", "bad-reading", "bad-reading", "bad-reading", "bad-reading");
        assertThat(refused.path("items").findValuesAsText("detail"))
                .hasSize(6)
                .allSatisfy(detail -> assertThat(detail).isNotBlank().doesNotContain("dev.muster", "java."));
    }

    @Test
    void a_reading_of_more_values_than_one_may_have_breaks_a_limit_of_the_whole() {
        var values = IntStream.range(0, 65).mapToObj(i -> "\"v" + i + "\":1").collect(Collectors.joining(","));
        var refusal = Refused.by(() ->
                checkIn("{\"seq\":1,\"readings\":[" + reading("{\"t\":1}") + "," + reading("{" + values + "}") + "]}"));
        assertThat(refusal.status()).isEqualTo(422);
        assertThat(refusal.getMessage()).contains("at most 64 values");
        assertThat(count("reading")).isZero();
    }

    @Test
    void what_was_refused_is_said_once_although_the_check_in_is_repeated() {
        var body = "{\"seq\":1,\"readings\":[7],\"events\":[{\"type\":\"reading\",\"seq\":1},{\"type\":\"none\"},9]}";
        checkIn(body);
        checkIn(body);
        assertThat(refusals())
                .singleElement()
                .satisfies(said -> assertThat(said.path("count").asInt()).isEqualTo(4));
        checkIn(body.replace("\"seq\":1},", "\"seq\":2},"));
        assertThat(refusals()).as("a new number is news").hasSize(2);
    }

    @Test
    void a_flood_of_bad_items_is_one_entry_with_the_first_ten() {
        checkIn("{\"seq\":1,\"readings\":[" + ",7".repeat(1_000).substring(1) + "]}");
        assertThat(refusals()).singleElement().satisfies(said -> {
            assertThat(said.path("count").asInt()).isEqualTo(1_000);
            assertThat(said.path("items")).hasSize(10);
        });
    }

    @Test
    void what_a_socket_brought_and_was_refused_is_there_too() {
        var outcome = stream.accept(
                World.pass(device),
                List.of(
                        Talk.message("{\"type\":\"batch\",\"events\":[" + Talk.line(1, "a")
                                + ",{\"type\":\"teleport\",\"seq\":2}]}"),
                        Talk.message(Talk.line(3, "c"))));
        assertThat(outcome.seq()).isEqualTo(3);
        assertThat(refusals())
                .singleElement()
                .satisfies(said -> assertThat(
                                said.path("items").path(0).path("detail").asText())
                        .contains("teleport"));
    }

    @Test
    void what_was_refused_is_counted() {
        var before = refusedReadings();
        checkIn("{\"seq\":1,\"readings\":[7,8,9]}");
        assertThat(refusedReadings() - before).isEqualTo(3);
    }

    private CheckInReply checkIn(String body) {
        var bytes = Talk.bytes(body);
        return checkIns.accept(World.pass(device), Talk.signed(device, ++nonce, bytes), bytes);
    }

    private static String reading(String values) {
        return "{\"ts\":\"" + Instant.now() + "\",\"values\":" + values + "}";
    }

    private long count(String table) {
        return world.number("select count(*) from " + table + " where device = ?", device.device());
    }

    private List<JsonNode> refusals() {
        return world
                .texts(
                        "select payload::text from device_event where device = ? and type = 'refused' order by ts",
                        device.device())
                .stream()
                .map(Talk::json)
                .toList();
    }

    private double refusedReadings() {
        try {
            var out = new ByteArrayOutputStream();
            meters.write(out);
            return out.toString(StandardCharsets.UTF_8)
                    .lines()
                    .filter(line -> line.startsWith("muster_items_refused_total{code=\"bad-reading\"} "))
                    .mapToDouble(line -> Double.parseDouble(line.substring(line.indexOf(' ') + 1)))
                    .sum();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }
}
