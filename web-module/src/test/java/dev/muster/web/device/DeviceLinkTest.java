package dev.muster.web.device;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.protocol.DeviceMessage;
import dev.muster.protocol.Json;
import dev.muster.protocol.ServerMessage;
import dev.muster.protocol.crypto.Frames;
import dev.muster.registry.entity.DevicePass;
import dev.muster.web.testing.Fake;
import jakarta.websocket.RemoteEndpoint;
import jakarta.websocket.Session;
import java.util.Collections;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What one socket may hold of the heap, and of a transaction. */
class DeviceLinkTest {

    private static final DeviceMessage LINE = new DeviceMessage.Hello("1.0", null, null, null);
    private static final int MEBI = 1024 * 1024;

    private DeviceLink link;
    private int tooSlow;

    @BeforeEach
    void an_open_link() {
        var session = Fake.of(Session.class, Map.of("getAsyncRemote", Fake.of(RemoteEndpoint.Async.class, Map.of())));
        link = new DeviceLink(
                UUID.randomUUID(),
                new DevicePass(1, "pump-7", 1L, 1, "192.0.2.7"),
                Frames.of(new byte[32]),
                session,
                8,
                () -> tooSlow++);
        link.open();
    }

    @Test
    void no_more_than_512_messages_wait() {
        for (var i = 0; i < 512; i++) {
            assertThat(link.received(LINE, 100, false)).as("message " + i).isTrue();
        }
        assertThat(link.received(LINE, 100, false)).isFalse();
    }

    @Test
    void no_more_than_a_mebi_of_characters_waits_however_few_messages_hold_it() {
        for (var i = 0; i < 16; i++) {
            assertThat(link.received(LINE, MEBI / 16, false)).as("message " + i).isTrue();
        }
        assertThat(link.received(LINE, 1, false)).isFalse();
    }

    @Test
    void what_a_transaction_takes_makes_room_again() {
        link.received(LINE, MEBI, false);
        assertThat(link.received(LINE, MEBI, false)).isFalse();

        assertThat(link.take().messages()).hasSize(1);

        assertThat(link.received(LINE, MEBI, false)).isTrue();
    }

    @Test
    void a_transaction_takes_no_more_than_200_messages() {
        for (var i = 0; i < 450; i++) {
            link.received(LINE, 1, false);
        }
        assertThat(link.take().messages()).hasSize(200);
        assertThat(link.take().messages()).hasSize(200);
        assertThat(link.take().messages()).hasSize(50);
    }

    @Test
    void a_batch_counts_as_what_it_holds_so_a_transaction_ends_with_the_one_that_reaches_500() {
        var batch = new DeviceMessage.Batch(Collections.nCopies(200, Json.object()));
        for (var i = 0; i < 7; i++) {
            link.received(batch, 1, false);
        }
        assertThat(link.take().messages()).hasSize(3);
        assertThat(link.take().messages()).hasSize(3);
        assertThat(link.take().messages()).hasSize(1);
    }

    /** The first is under way, and nothing says that it left. */
    @Test
    void a_device_that_reads_too_slowly_is_told_so_when_more_waits_than_may() {
        for (var i = 0; i < 9; i++) {
            link.send(new ServerMessage.EventAck(i));
        }
        assertThat(tooSlow).isZero();
        link.send(new ServerMessage.EventAck(9));
        assertThat(tooSlow).isEqualTo(1);
    }
}
