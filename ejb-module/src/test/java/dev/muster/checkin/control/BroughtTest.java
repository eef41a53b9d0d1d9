package dev.muster.checkin.control;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import dev.muster.protocol.DeviceEvent;
import dev.muster.protocol.DeviceMessage;
import dev.muster.protocol.Json;
import dev.muster.protocol.ServerMessage;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class BroughtTest {

    private final Brought brought = new Brought(10);

    @Test
    void events_above_the_committed_one_are_new() throws Exception {
        add(reading(11), reading(12));
        assertThat(seqs()).containsExactly(11L, 12L);
        assertThat(brought.highest()).isEqualTo(12);
        assertThat(brought.errors()).isEmpty();
    }

    @Test
    void repeats_are_skipped_without_a_word() throws Exception {
        add(reading(9), reading(10), reading(11), reading(11));
        assertThat(seqs()).containsExactly(11L);
        assertThat(brought.errors()).isEmpty();
    }

    @Test
    void one_bad_event_is_refused_alone_and_counts_as_seen() throws Exception {
        add(reading(11), "{\"type\":\"reading\",\"seq\":12}", reading(13));
        assertThat(seqs()).containsExactly(11L, 13L);
        assertThat(brought.highest()).isEqualTo(13);
        assertThat(brought.errors()).singleElement().satisfies(error -> {
            assertThat(error.code()).isEqualTo("bad-event");
            assertThat(error.ref()).isEqualTo("12");
        });
    }

    @Test
    void of_what_is_refused_only_the_new_is_lost() throws Exception {
        add("{\"type\":\"reading\",\"seq\":10}", "{\"type\":\"reading\",\"seq\":11}", "7");
        assertThat(brought.errors()).hasSize(3);
        assertThat(brought.lost()).extracting(ServerMessage.Error::ref).containsExactly("11", null);
    }

    @Test
    void what_has_no_number_is_not_lost_again_with_a_repeat() throws Exception {
        var again = new Brought(10, true);
        for (var item : List.of("7", "{\"type\":\"reading\",\"seq\":10}", "{\"type\":\"reading\",\"seq\":11}")) {
            again.addItem(Json.read(item, JsonNode.class));
        }
        assertThat(again.lost()).extracting(ServerMessage.Error::ref).containsExactly("11");
    }

    @Test
    void an_unknown_type_is_refused_with_its_name_and_without_class_names() throws Exception {
        add("{\"type\":\"teleport\",\"seq\":11}");
        assertThat(brought.errors()).singleElement().satisfies(error -> {
            assertThat(error.detail()).contains("teleport").doesNotContain("dev.muster");
            assertThat(error.ref()).isEqualTo("11");
        });
        assertThat(brought.highest()).isEqualTo(11);
    }

    @Test
    void what_is_no_object_is_refused() throws Exception {
        add("17", "null", "[]", "\"reading\"", "{}", "{\"type\":\"batch\",\"events\":[]}");
        assertThat(brought.events()).isEmpty();
        assertThat(brought.errors()).hasSize(6);
        assertThat(brought.highest()).isEqualTo(10);
    }

    @Test
    void a_time_no_clock_has_is_refused_alone_and_counts_as_seen() throws Exception {
        add(reading(11), reading(12).replace("2026-", "+300000-"), reading(13));
        assertThat(seqs()).containsExactly(11L, 13L);
        assertThat(brought.errors())
                .singleElement()
                .satisfies(error -> assertThat(error.ref()).isEqualTo("12"));
    }

    @Test
    void a_number_above_all_that_are_possible_is_refused_and_does_not_make_the_next_ones_repeats() throws Exception {
        for (var impossible :
                List.of("9007199254740992", "9223372036854775807", "1e30", "9".repeat(40), "18446744073709551627")) {
            add(reading(11).replace("\"seq\":11", "\"seq\":" + impossible));
            assertThat(brought.highest()).as(impossible).isEqualTo(10);
        }
        add(reading(11));
        assertThat(seqs()).containsExactly(11L);
        assertThat(brought.errors()).hasSize(5);
    }

    @Test
    void a_credential_at_this_point_is_refused_and_not_repeated() throws Exception {
        add("{\"type\":\"auth\",\"token\":\"secret-token\"}");
        assertThat(brought.errors())
                .singleElement()
                .satisfies(error -> assertThat(error.toString()).doesNotContain("secret-token"));
    }

    @Test
    void steps_of_commands_are_kept_in_their_order_apart_from_events() throws Exception {
        var id = UUID.randomUUID();
        add(
                "{\"type\":\"command_ack\",\"id\":\"" + id + "\"}",
                reading(11),
                "{\"type\":\"command_progress\",\"id\":\"" + id + "\",\"percent\":50}");
        assertThat(brought.commandSteps())
                .hasExactlyElementsOfTypes(DeviceMessage.CommandAck.class, DeviceMessage.CommandProgress.class);
        assertThat(seqs()).containsExactly(11L);
    }

    @Test
    void the_last_hello_counts() {
        brought.add(new DeviceMessage.Hello("1.0", "b1", "agent", null));
        brought.add(new DeviceMessage.Hello("1.1", "b1", "agent", null));
        assertThat(brought.hello().firmware()).isEqualTo("1.1");
    }

    @Test
    void a_batch_is_its_events() throws Exception {
        brought.add(new DeviceMessage.Batch(List.of(json(reading(11)), json("{}"), json(reading(12)))));
        assertThat(seqs()).containsExactly(11L, 12L);
        assertThat(brought.errors()).hasSize(1);
    }

    private List<Long> seqs() {
        return brought.events().stream().map(DeviceEvent::seq).toList();
    }

    private void add(String... items) throws JsonProcessingException {
        for (var item : items) {
            brought.addItem(json(item));
        }
    }

    private static String reading(long seq) {
        return "{\"type\":\"reading\",\"seq\":" + seq + ",\"ts\":\"2026-11-20T12:00:00Z\",\"values\":{\"t\":1}}";
    }

    private static JsonNode json(String text) throws JsonProcessingException {
        return Json.read(text, JsonNode.class);
    }

    @Test
    void T_X01_a_step_of_a_command_does_not_come_in_disguise() throws Exception {
        var brought = new Brought(0);
        brought.addItem(Json.mapper().readTree("[\"command_ack\",{\"id\":\"00000000-0000-7000-8000-000000000000\"}]"));
        assertThat(brought.commandSteps()).isEmpty();
        assertThat(brought.errors()).hasSize(1);
    }
}
