package dev.muster.web.mqtt;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.checkin.entity.BrokerShare;
import dev.muster.checkin.entity.Outcome;
import dev.muster.platform.Refusal;
import dev.muster.platform.SqlFailure;
import dev.muster.protocol.DeviceMessage;
import dev.muster.registry.entity.DevicePass;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class MqttInboxTest {

    private static final Outcome STORED = new Outcome.Acknowledged(1, List.of());

    /** A share that is being stored, and the words of its messages. */
    private record Underway(List<String> words, CompletableFuture<Outcome> outcome) {}

    private final List<Underway> underway = new ArrayList<>();
    private final List<String> acknowledged = new ArrayList<>();
    private final List<String> refused = new ArrayList<>();
    private final List<Throwable> failures = new ArrayList<>();
    private final MqttInbox inbox = new MqttInbox(this::store, refusal -> refused.add(refusal.code()), failures::add);

    @Test
    void a_message_is_acknowledged_after_its_commit_and_not_before() {
        add(1, "a");
        assertThat(acknowledged).isEmpty();
        finish(0, STORED);
        assertThat(acknowledged).containsExactly("a");
    }

    @Test
    void what_comes_while_one_is_stored_goes_with_the_next_and_other_devices_do_not_wait() {
        add(1, "a");
        add(1, "b");
        add(1, "c");
        add(2, "x");
        assertThat(underway).extracting(Underway::words).containsExactly(List.of("a"), List.of("x"));
        assertThat(inbox.size()).isEqualTo(2);
        finish(0, STORED);
        assertThat(underway.get(2).words()).containsExactly("b", "c");
        finish(2, STORED);
        assertThat(acknowledged).containsExactly("a", "b", "c");
        add(1, "d");
        assertThat(underway.get(3).words()).containsExactly("d");
    }

    @Test
    void what_is_refused_for_good_is_acknowledged_and_counted() {
        add(1, "a");
        finish(0, new Outcome.Refused(Refusal.of(403, "mqtt-off", "no")));
        assertThat(refused).containsExactly("mqtt-off");
        assertThat(acknowledged).containsExactly("a");
        assertThat(failures).isEmpty();
    }

    @Test
    void a_failure_ends_all_and_nothing_later_overtakes_it() {
        add(1, "a");
        add(1, "b");
        add(2, "x");
        underway.get(0).outcome().completeExceptionally(new IllegalStateException("away"));
        assertThat(failures).hasSize(1);
        add(1, "c");
        add(3, "y");
        assertThat(underway).hasSize(2);
        assertThat(acknowledged).isEmpty();
        underway.get(1).outcome().completeExceptionally(new IllegalStateException("away"));
        assertThat(failures).as("told once").hasSize(1);
    }

    @Test
    void one_that_the_database_can_never_take_is_found_and_refused_alone() {
        add(1, "a");
        for (var word : List.of("good", "poison", "better")) {
            add(1, word);
        }
        finish(0, STORED);
        underway.get(1).outcome().completeExceptionally(poison());
        assertThat(underway.get(2).words()).containsExactly("good");
        finish(2, STORED);
        underway.get(3).outcome().completeExceptionally(poison());
        finish(4, STORED);
        assertThat(refused).containsExactly("not-storable");
        assertThat(acknowledged).containsExactly("a", "good", "poison", "better");
        assertThat(failures).isEmpty();
    }

    @Test
    void a_full_queue_is_a_failure() {
        var full = new MqttInbox(
                share -> {
                    throw Refusal.unavailable("busy", "too much waits", 2);
                },
                refusal -> refused.add(refusal.code()),
                failures::add);
        full.add(pass(1), message("a"), 1, () -> acknowledged.add("a"));
        assertThat(failures).hasSize(1);
        assertThat(acknowledged).isEmpty();
    }

    private CompletableFuture<Outcome> store(BrokerShare share) {
        var outcome = new CompletableFuture<Outcome>();
        underway.add(new Underway(
                share.messages().stream()
                        .map(each -> ((DeviceMessage.Hello) each).firmware())
                        .toList(),
                outcome));
        return outcome;
    }

    private void finish(int place, Outcome outcome) {
        underway.get(place).outcome().complete(outcome);
    }

    private void add(long device, String word) {
        inbox.add(pass(device), message(word), word.length(), () -> acknowledged.add(word));
    }

    private static DevicePass pass(long device) {
        return new DevicePass(device, "d-" + device, 1L, 1, null);
    }

    private static DeviceMessage message(String word) {
        return new DeviceMessage.Hello(word, null, null, null);
    }

    private static SqlFailure poison() {
        return new SqlFailure(new SQLException("out of range", "22003"));
    }
}
