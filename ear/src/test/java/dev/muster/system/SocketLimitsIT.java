package dev.muster.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.muster.protocol.Json;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;

/** How many sockets there may be and how fast they may talk, and how long they keep what somebody has lost. */
@Order(6)
class SocketLimitsIT extends SystemTest {

    private static final int PER_PERSON = 200;
    private static final int UNAUTHENTICATED = 200;
    private static final int BURST = 1_000;
    private static final Duration SOON = Duration.ofSeconds(10);

    private final ProductDatabase database = new ProductDatabase(muster);

    @Test
    void one_person_has_so_many_dashboard_sockets_and_others_are_not_concerned() {
        var viewer = database.signIn(database.person("VIEWER"));
        var before = Figures.of(muster).refusals("dashboard-sockets-per-person");
        var sockets = new ArrayList<Socket>();
        try {
            for (var i = 0; i < PER_PERSON; i++) {
                sockets.add(dashboard(viewer));
            }
            sockets.forEach(SocketLimitsIT::counted);
            try (var tooMany = dashboard(viewer);
                    var colleague = dashboard(database.signIn(database.person("VIEWER")))) {
                var close = tooMany.awaitClose(Duration.ofSeconds(20));
                assertThat(close.code()).isEqualTo(4429);
                assertThat(close.reason()).contains("retryAfterMs");
                colleague.send(Json.object().put("type", "subscribe"));
                assertThat(colleague.isClosed()).isFalse();
            }
            assertThat(sockets).noneMatch(Socket::isClosed);
            assertThat(Figures.of(muster).refusals("dashboard-sockets-per-person"))
                    .isEqualTo(before + 1);
            assertThat(Figures.of(muster).value("muster_dashboard_sockets")).isGreaterThanOrEqualTo(PER_PERSON);
        } finally {
            sockets.forEach(Socket::drop);
        }
        Eventually.value(
                "room again",
                Duration.ofSeconds(20),
                () -> Figures.of(muster).value("muster_dashboard_sockets"),
                open -> open < PER_PERSON);
        try (var again = dashboard(viewer)) {
            again.send(Json.object().put("type", "subscribe"));
            assertThat(again.poll(Duration.ofMillis(500))).isNull();
            assertThat(again.isClosed()).isFalse();
        }
    }

    @Test
    void a_dashboard_socket_ends_with_its_session() {
        var viewer = database.signIn(database.person("VIEWER"));
        try (var socket = dashboard(viewer)) {
            viewer.call("POST", "/api/v1/auth/logout", null).expect(200);
            assertThat(socket.awaitClose(Duration.ofSeconds(20)).code()).isEqualTo(4401);
        }
    }

    @Test
    void a_dashboard_socket_ends_with_the_membership() {
        var email = database.person("VIEWER");
        try (var socket = dashboard(database.signIn(email))) {
            database.change("delete from membership where person_id = (select id from person where email = ?)", email);
            assertThat(socket.awaitClose(Duration.ofSeconds(20)).code()).isEqualTo(4401);
        }
    }

    @Test
    void a_dashboard_socket_shows_nothing_more_when_the_role_in_the_org_is_taken_away() {
        var email = database.person("VIEWER");
        var device = WireDevice.enrolled(muster, "narrow");
        try (var socket = dashboard(database.signIn(email));
                var online = device.online()) {
            socket.send(Json.object().put("type", "subscribe"));
            online.send(device.reading(Map.of("n", 1)));
            socket.next("reading");
            database.change(
                    "update membership set role = null where person_id = (select id from person where email = ?)",
                    email);
            Eventually.pause(WITHIN.toMillis());
            while (socket.poll(Duration.ofMillis(1)) != null) {
                // what came before it was narrowed
            }
            online.send(device.reading(Map.of("n", 2)));
            online.next("event_ack");
            assertThat(socket.poll(Duration.ofSeconds(2))).isNull();
        }
    }

    /** Each hundred is stored before the next is sent, so that it is the rate that is reached and not the inbox. */
    @Test
    void a_device_that_talks_too_fast_is_closed_with_a_time_to_come_back_and_others_go_on() {
        var fast = WireDevice.enrolled(muster, "fast");
        var calm = WireDevice.enrolled(muster, "calm");
        var before = Figures.of(muster);
        try (var flood = fast.online();
                var quiet = calm.online()) {
            var sent = 0;
            for (; sent < 10 * BURST && !flood.isClosed(); sent += 100) {
                var last = 0L;
                for (var i = 0; i < 100; i++) {
                    last = fast.nextSeq();
                    flood.trySend(fast.logLine(last, "x").toString());
                }
                awaitAckOrClose(flood, last);
            }
            var close = flood.awaitClose(WITHIN);
            assertThat(close.code()).isEqualTo(4429);
            assertThat(close.reason()).contains("retryAfterMs");
            assertThat(sent).as("the burst was let through").isGreaterThan(BURST);
            quiet.send(calm.reading(Map.of("n", 1)));
            awaitAck(quiet, 1);
        }
        var after = Figures.of(muster);
        assertThat(after.refusals("device-socket-rate")).isGreaterThan(before.refusals("device-socket-rate"));
        assertThat(after.refusals("device-inbox")).isEqualTo(before.refusals("device-inbox"));
        try (var again = fast.online()) {
            var seq = fast.nextSeq();
            again.send(fast.logLine(seq, "back"));
            awaitAckOrClose(again, seq);
            assertThat(again.isClosed()).isFalse();
        }
    }

    private static void awaitAckOrClose(Socket socket, long seq) {
        var end = System.nanoTime() + SOON.toNanos();
        while (!socket.isClosed() && System.nanoTime() < end) {
            var message = socket.poll(Duration.ofMillis(50));
            if (message != null && message.path("seq").asLong() >= seq) {
                return;
            }
        }
    }

    @Test
    void strangers_of_one_address_hold_only_so_many_sockets_and_not_for_long() {
        var before = Figures.of(muster).refusals("sockets-unauthenticated");
        var strangers = new ArrayList<Socket>();
        try {
            Socket.Refused refused = null;
            for (var i = 0; i < UNAUTHENTICATED + 20 && refused == null; i++) {
                var path = i % 2 == 0 ? "/ws/device" : "/ws/dashboard";
                refused = catchThrowableOfType(
                        Socket.Refused.class, () -> strangers.add(Socket.open(muster.socketAt(path), Map.of())));
            }
            assertThat(refused).as("within 5 s, which is how long one may be").isNotNull();
            assertThat(refused.status).isEqualTo(429);
            // one handshake may overtake the opening of another; who came too many is closed as soon as it is open
            Eventually.value(
                    "no more than are let in",
                    WITHIN,
                    () -> strangers.stream().filter(each -> !each.isClosed()).count(),
                    open -> open <= UNAUTHENTICATED);
            assertThat(Figures.of(muster).refusals("sockets-unauthenticated")).isGreaterThan(before);
        } finally {
            strangers.forEach(Socket::drop);
        }
        var device = WireDevice.enrolled(muster, "after");
        Eventually.value(
                "a place again",
                Duration.ofSeconds(15),
                () -> Figures.of(muster).value("muster_sockets_unauthenticated"),
                waiting -> waiting < UNAUTHENTICATED);
        device.online().close();
    }

    @Test
    void commands_of_a_device_that_is_ejected_or_retired_are_cancelled_and_say_why() {
        for (var state : List.of("ejected", "retired")) {
            var device = WireDevice.enrolled(muster, "out");
            var id = java.util.UUID.randomUUID();
            queue(device, id);
            move(device, state);
            assertThat(command(device, id).path("state").asText()).isEqualTo("CANCELLED");
            assertThat(command(device, id).path("output").asText())
                    .isEqualTo("the device was " + state + ": system test");
            assertThat(admin.post(device.path("/commands"), Map.of("command", Map.of("type", "ping")))
                            .code())
                    .isEqualTo("device-" + state);
        }
    }

    /** A handshake ends before the server has counted the socket; what it says to a message it says after that. */
    private static void counted(Socket socket) {
        socket.send(Json.object().put("type", "subscribe").put("fleet", 7));
        socket.next("error", WITHIN);
    }

    private Socket dashboard(Rest who) {
        return Socket.open(muster.socketAt("/ws/dashboard"), who.token());
    }
}
