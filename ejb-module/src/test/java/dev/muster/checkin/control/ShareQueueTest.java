package dev.muster.checkin.control;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.checkin.control.ShareQueue.Group;
import dev.muster.checkin.control.ShareQueue.Waiting;
import dev.muster.checkin.entity.Share;
import dev.muster.checkin.entity.SocketShare;
import dev.muster.platform.Scope;
import dev.muster.protocol.DeviceMessage;
import dev.muster.registry.entity.DevicePass;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class ShareQueueTest {

    private final ShareQueue queue = new ShareQueue(6, 1_000, 4, 10);

    @Test
    void shares_of_an_org_leave_together_in_their_order() throws Exception {
        add(1L, 11, 12, 13);
        var group = queue.take();
        assertThat(devices(group)).containsExactly(11L, 12L, 13L);
        assertThat(group.scope()).isEqualTo(Scope.ofOrg(1));
        assertThat(queue.size()).isZero();
    }

    @Test
    void orgs_are_never_together_and_take_turns() throws Exception {
        add(1L, 11, 12, 13, 14, 15);
        add(2L, 21);
        assertThat(devices(queue.take())).containsExactly(11L, 12L, 13L, 14L);
        assertThat(devices(queue.take())).containsExactly(21L);
        assertThat(devices(queue.take())).containsExactly(15L);
    }

    @Test
    void a_device_without_an_org_goes_alone() throws Exception {
        add(null, 11, 12);
        var group = queue.take();
        assertThat(devices(group)).containsExactly(11L);
        assertThat(group.scope()).isInstanceOf(DevicePass.class);
    }

    @Test
    void the_second_share_of_a_device_waits_until_the_first_is_stored() throws Exception {
        add(1L, 11, 11, 12);
        var first = queue.take();
        assertThat(devices(first)).containsExactly(11L, 12L);
        add(1L, 13);
        var second = queue.take();
        assertThat(devices(second)).containsExactly(13L);
        queue.finished(first);
        assertThat(devices(queue.take())).containsExactly(11L);
    }

    @Test
    void it_is_full_by_number() {
        add(1L, 11, 12, 13, 14, 15, 16);
        assertThat(queue.add(waiting(1L, 17, 1, 1))).isFalse();
        assertThat(queue.size()).isEqualTo(6);
    }

    @Test
    void it_is_full_by_bytes_and_has_room_again_when_some_have_left() throws Exception {
        assertThat(queue.add(waiting(1L, 11, 1, 900))).isTrue();
        assertThat(queue.add(waiting(1L, 12, 1, 101))).isFalse();
        queue.take();
        assertThat(queue.add(waiting(1L, 12, 1, 101))).isTrue();
    }

    @Test
    void a_group_ends_at_so_many_items_and_a_larger_share_goes_alone() throws Exception {
        queue.add(waiting(1L, 11, 9, 1));
        queue.add(waiting(1L, 12, 9, 1));
        queue.add(waiting(1L, 13, 50, 1));
        queue.add(waiting(1L, 14, 1, 1));
        assertThat(devices(queue.take())).containsExactly(11L, 12L);
        assertThat(devices(queue.take())).containsExactly(13L);
        assertThat(devices(queue.take())).containsExactly(14L);
    }

    @Test
    void a_closed_one_takes_nothing_more_and_hands_out_the_rest() throws Exception {
        add(1L, 11);
        queue.close();
        assertThat(queue.add(waiting(1L, 12, 1, 1))).isFalse();
        assertThat(devices(queue.take())).containsExactly(11L);
        assertThat(queue.take()).isNull();
    }

    private void add(Long org, long... devices) {
        for (var device : devices) {
            assertThat(queue.add(waiting(org, device, 1, 1))).isTrue();
        }
    }

    private static Waiting waiting(Long org, long device, int items, int size) {
        DeviceMessage message = new DeviceMessage.Hello(null, null, null, null);
        Share share = new SocketShare(
                new DevicePass(device, "device-" + device, org, 1, null),
                Collections.nCopies(items, message),
                false,
                size);
        return new Waiting(share, new CompletableFuture<>());
    }

    private static List<Long> devices(Group group) {
        return group.waiting().stream()
                .map(each -> each.share().pass().device())
                .toList();
    }
}
