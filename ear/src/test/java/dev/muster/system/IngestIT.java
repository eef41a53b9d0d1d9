package dev.muster.system;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** The doors of devices under what no laboratory sends: slow bodies, secrets that end, many at once. */
class IngestIT extends SystemTest {

    /** More than the server has threads for requests. */
    private static final int SLOW = 260;

    private static final int MANY = 40;

    private final ProductDatabase database = new ProductDatabase(muster);

    @Test
    void bodies_that_do_not_come_hold_no_thread() throws Exception {
        var slow = WireDevice.enrolled(muster, "slow");
        var body = slow.checkInBody().toString();
        var open = new ArrayList<Socket>();
        try {
            for (var i = 0; i < SLOW; i++) {
                // the rate of one device counts them: what is asked here is whether the others are served
                var device = i % 20 == 0 ? WireDevice.enrolled(muster, "slow") : slow;
                slow = device;
                open.add(half(device, body));
            }
            var quick = WireDevice.enrolled(muster, "quick");
            quick.checkIn(quick.checkInBody()).send().answer().expect(200);
        } finally {
            for (var each : open) {
                each.close();
            }
        }
    }

    @Test
    void commits_that_hang_hold_few_threads_and_all_are_answered() throws Exception {
        var devices = IntStream.range(0, SLOW / 20)
                .mapToObj(i -> WireDevice.enrolled(muster, "hung"))
                .toList();
        var open = new ArrayList<Socket>();
        var held = database.hold(
                "select c.device from device_channel c join device d on d.id = c.device where d.device_id = any(?) for update of c",
                (Object) devices.stream().map(each -> each.id).toArray(String[]::new));
        try {
            try (held) {
                for (var i = 0; i < SLOW; i++) {
                    open.add(whole(devices.get(i % devices.size())));
                }
                Eventually.value(
                        "waiting",
                        Duration.ofSeconds(3),
                        () -> Figures.of(muster).value("muster_checkin_waiting_threads"),
                        now -> now == 64);
                nobody.get("/health/live").expect(200);
            }
            for (var each : open) {
                assertThat(status(each)).isEqualTo("HTTP/1.1 200");
            }
            assertThat(Figures.of(muster).value("muster_checkin_waiting_threads"))
                    .isZero();
        } finally {
            for (var each : open) {
                each.close();
            }
        }
    }

    @Test
    void a_body_that_comes_in_pieces_is_whole() throws Exception {
        var device = WireDevice.enrolled(muster, "pieces");
        var body = device.checkInBody().toString();
        var call = new SignedCall(device, "POST", "/api/v1/device/checkin", body);
        try (var socket = connected()) {
            var out = socket.getOutputStream();
            out.write(call.head().replace("\n", "\r\n").getBytes(StandardCharsets.US_ASCII));
            for (var part : body.getBytes(StandardCharsets.UTF_8)) {
                out.write(part);
                out.flush();
            }
            assertThat(status(socket)).isEqualTo("HTTP/1.1 200");
        }
    }

    @Test
    void a_secret_that_the_door_remembers_ends_at_once_when_it_is_revoked() {
        var device = WireDevice.enrolled(muster, "ended");
        for (var i = 0; i < 2; i++) {
            device.checkIn(device.checkInBody()).send().answer().expect(200);
        }
        admin.delete(device.path("/credentials")).expect(200);
        assertThat(device.checkIn(device.checkInBody()).send().status()).isEqualTo(401);
        assertThat(device.checkIn(device.checkInBody()).send().status()).isEqualTo(401);
    }

    @Test
    void a_device_that_is_disabled_and_restored_is_refused_and_heard_at_once() {
        var device = WireDevice.enrolled(muster, "restored");
        device.checkIn(device.checkInBody()).send().answer().expect(200);
        move(device, "disabled");
        assertThat(device.checkIn(device.checkInBody()).send().code()).isEqualTo("device-disabled");
        move(device, "active");
        device.checkIn(device.checkInBody()).send().answer().expect(200);
    }

    @Test
    void a_secret_that_the_door_remembers_ends_at_once_when_its_device_comes_to_another_org() {
        var device = WireDevice.enrolled(muster, "moved");
        device.checkIn(device.checkInBody()).send().answer().expect(200);
        var slug = WireDevice.freshId("org");
        admin.post("/api/v1/orgs", Map.of("name", slug, "slug", slug)).expect(201);
        admin.post(device.path("/move"), Map.of("org", slug, "reason", "a test"))
                .expect(200);
        assertThat(device.checkIn(device.checkInBody()).send().status()).isEqualTo(401);
    }

    @Test
    void what_comes_at_once_shares_transactions_and_is_all_stored() {
        var devices = IntStream.range(0, MANY)
                .mapToObj(i -> WireDevice.enrolled(muster, "many"))
                .toList();
        devices.parallelStream()
                .forEach(
                        each -> each.checkIn(each.checkInBody()).send().answer().expect(200));
        assertThat(Figures.of(muster).value("muster_ingest_groups_total")).isPositive();
        assertThat(database.texts(
                        "select count(*)::text from device_channel c join device d on d.id = c.device"
                                + " where c.checkin_seq = 1 and d.device_id = any(?)",
                        (Object) devices.stream().map(each -> each.id).toArray(String[]::new)))
                .containsExactly(String.valueOf(MANY));
    }

    /** The head of a check-in and half of its body. */
    private Socket half(WireDevice device, String body) throws Exception {
        var socket = connected();
        var call = new SignedCall(device, "POST", "/api/v1/device/checkin", body);
        socket.getOutputStream()
                .write((call.head().replace("\n", "\r\n") + body.substring(0, body.length() / 2))
                        .getBytes(StandardCharsets.US_ASCII));
        socket.getOutputStream().flush();
        return socket;
    }

    /** A check-in that nobody waits for yet. */
    private Socket whole(WireDevice device) throws Exception {
        var socket = connected();
        var body = device.checkInBody().toString();
        var call = new SignedCall(device, "POST", "/api/v1/device/checkin", body);
        socket.getOutputStream().write((call.head().replace("\n", "\r\n") + body).getBytes(StandardCharsets.UTF_8));
        socket.getOutputStream().flush();
        return socket;
    }

    private static String status(Socket socket) throws Exception {
        return new String(socket.getInputStream().readNBytes(12), StandardCharsets.US_ASCII);
    }

    private Socket connected() throws Exception {
        var socket = new Socket();
        socket.connect(
                new InetSocketAddress(muster.base().getHost(), muster.base().getPort()), 5_000);
        socket.setSoTimeout(60_000);
        return socket;
    }
}
