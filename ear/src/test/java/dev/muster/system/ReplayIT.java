package dev.muster.system;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.protocol.Json;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;

/**
 * Check-ins that were heard before, and forgeries of them: none has an effect, none leaves a row, and the heap does not grow.
 * {@code -Dmuster.replays=1000000} for the long run, {@code -Dmuster.seed} to repeat it.
 */
@Order(75)
class ReplayIT extends SystemTest {

    private static final int MANY = Integer.getInteger("muster.replays", 20_000);

    /** Of one capture; a device's clock may be off by 300 s, and what is older is refused for that. */
    private static final int ROUND = 250_000;

    private static final int DEVICES = 100;
    private static final int CONNECTIONS = 16;
    private static final long HEAP_BYTES = 16L << 20;

    private final ProductDatabase database = new ProductDatabase(muster);
    private final Map<String, AtomicLong> answers = new ConcurrentHashMap<>();

    @Test
    void T_D01_T_D04_replays_and_forgeries_have_no_effect_leave_no_row_and_take_no_memory() throws Exception {
        muster.data();
        var seed = Long.getLong("muster.seed", System.nanoTime());
        System.out.println("replays and forgeries, " + MANY + " of them, seed " + seed);
        var devices = IntStream.range(0, DEVICES)
                .mapToObj(i -> WireDevice.enrolled(muster, "replayed"))
                .toList();
        flood(captured(devices), Math.min(MANY, 5_000), seed);
        var heapBefore = liveBytes();
        answers.clear();

        var began = System.nanoTime();
        var grown = new ArrayList<String>();
        for (var sent = 0; sent < MANY; sent += ROUND) {
            var heard = captured(devices);
            var before = rows();
            flood(heard, Math.min(ROUND, MANY - sent), seed + sent);
            var after = rows();
            if (!after.equals(before)) {
                grown.add(before + " became " + after);
            }
        }
        var seconds = (System.nanoTime() - began) / 1e9;

        var heapGrown = liveBytes() - heapBefore;
        System.out.println(Json.object()
                .put("test", "replays and forgeries")
                .put("seed", seed)
                .put("sent", MANY)
                .put("perSecond", Math.round(MANY / seconds))
                .put("answers", new TreeMap<>(answers).toString())
                .put("heapGrownBytes", heapGrown));
        assertThat(answers.keySet().stream().filter(answer -> answer.startsWith("2")))
                .as("accepted")
                .isEmpty();
        assertThat(grown).as("rows").isEmpty();
        assertThat(heapGrown).as("bytes of heap").isLessThan(HEAP_BYTES);
    }

    /** A good check-in of each device as it was sent, with all that can be made of it. */
    private List<byte[]> captured(List<WireDevice> devices) {
        var heard = new ArrayList<byte[]>();
        for (var i = 0; i < devices.size(); i++) {
            var device = devices.get(i);
            var body = device.checkInBody();
            body.putArray("readings")
                    .addObject()
                    .put("ts", Json.time(Instant.now()))
                    .set("values", Json.tree(Map.of("n", 1)));
            var nonce = device.nextNonce();
            device.checkIn(body).nonce(nonce).send().answer().expect(200);
            var head = device.checkIn(body).nonce(nonce).head().replace("\n", "\r\n");
            variants(head, body.toString(), devices.get((i + 1) % devices.size()).id, device.id, nonce)
                    .map(request -> request.getBytes(StandardCharsets.UTF_8))
                    .forEach(heard::add);
        }
        return heard;
    }

    private static Stream<String> variants(String head, String body, String other, String id, long nonce) {
        var changed = body.replace("1.4.2", "6.6.6");
        return Stream.of(
                head + body,
                head.replaceFirst("(?m)^Signature: muster=:.", "Signature: muster=:A") + body,
                head.replace("keyid=\"" + id, "keyid=\"" + other) + body,
                head.replace("keyid=\"" + id, "keyid=\"nobody-" + nonce) + body,
                head.replace("nonce=\"" + nonce, "nonce=\"" + (nonce + 1_000_000)) + body,
                head.replaceFirst("created=(\\d{9})\\d", "created=$19") + body,
                head + changed,
                head.replaceFirst(
                                "(?m)^Content-Digest: .*$",
                                "Content-Digest: "
                                        + dev.muster.protocol.crypto.ContentDigest.of(
                                                changed.getBytes(StandardCharsets.UTF_8)))
                        + changed,
                head.replaceFirst("/checkin HTTP", "/checkin?again HTTP") + body);
    }

    private void flood(List<byte[]> requests, int times, long seed) throws Exception {
        var left = new AtomicLong(times);
        var pool = Executors.newFixedThreadPool(CONNECTIONS);
        try {
            var running = new ArrayList<Future<?>>();
            for (var i = 0; i < CONNECTIONS; i++) {
                var random = new Random(seed + i);
                running.add(pool.submit(() -> {
                    send(requests, random, left);
                    return null;
                }));
            }
            for (var each : running) {
                each.get();
            }
        } finally {
            pool.shutdownNow();
        }
    }

    private void send(List<byte[]> requests, Random random, AtomicLong left) throws IOException {
        while (left.get() > 0) {
            try (var socket = new Socket(muster.base().getHost(), muster.base().getPort())) {
                socket.setTcpNoDelay(true);
                socket.setSoTimeout(60_000);
                var in = new BufferedInputStream(socket.getInputStream());
                var open = true;
                while (open && left.getAndDecrement() > 0) {
                    socket.getOutputStream().write(requests.get(random.nextInt(requests.size())));
                    open = answered(in);
                }
            }
        }
    }

    /** Counts the answer; whether the connection goes on. */
    private boolean answered(InputStream in) throws IOException {
        var head = new StringBuilder();
        while (head.indexOf("\r\n\r\n") < 0) {
            var next = in.read();
            if (next < 0) {
                throw new IOException("closed after: " + head);
            }
            head.append((char) next);
        }
        var length = java.util.regex.Pattern.compile("(?i)\r\ncontent-length: (\\d+)")
                .matcher(head);
        var body = length.find()
                ? new String(in.readNBytes(Integer.parseInt(length.group(1))), StandardCharsets.UTF_8)
                : "";
        var code = body.replaceFirst("(?s).*\"code\":\"([^\"]*)\".*", " $1");
        answers.computeIfAbsent(head.substring(9, 12) + (code.startsWith(" ") ? code : ""), key -> new AtomicLong())
                .incrementAndGet();
        return !head.toString().toLowerCase(java.util.Locale.ROOT).contains("connection: close");
    }

    /** Of all that a check-in may leave behind. */
    private List<String> rows() {
        return database.texts("""
                select 'reading ' || count(*) from reading union all select 'event ' || count(*) from device_event
                union all select 'log ' || count(*) from device_log union all select 'audit ' || count(*) from audit_entry
                union all select 'device ' || count(*) from device union all select 'conflict ' || count(*) from device_conflict
                union all select 'check-ins ' || sum(checkin_seq) from device_channel
                union all select 'nonces ' || sum(nonce_high) from device_channel where nonce_high >= 0""");
    }

    /** Bytes of the server's objects that are in use, after a collection. */
    private long liveBytes() throws IOException {
        var jcmd = Path.of(RunningMuster.java()).resolveSibling("jcmd");
        org.junit.jupiter.api.Assumptions.assumeTrue(Files.isExecutable(jcmd), "needs jcmd of a JDK");
        var asked = new ProcessBuilder(jcmd.toString(), String.valueOf(muster.serverPid()), "GC.class_histogram")
                .redirectErrorStream(true)
                .start();
        var lines = new String(asked.getInputStream().readAllBytes(), StandardCharsets.UTF_8)
                .strip()
                .split("\n");
        return Long.parseLong(lines[lines.length - 1].strip().split("\\s+")[2]);
    }
}
