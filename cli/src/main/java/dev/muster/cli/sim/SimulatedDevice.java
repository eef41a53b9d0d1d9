package dev.muster.cli.sim;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.muster.protocol.CommandResult;
import dev.muster.protocol.Json;
import dev.muster.protocol.crypto.ContentDigest;
import dev.muster.protocol.crypto.RequestSignature;
import dev.muster.protocol.crypto.ResponseSignature;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;

/**
 * One device: its credentials, its growing numbers and what it measures. Used by one thread at a time. What it does is
 * decided by the fleet's seed and its own number, whatever the others do.
 */
final class SimulatedDevice {

    private static final String PATH = "/api/v1/device/checkin";
    private static final int RESULTS_KEPT = 1_000;

    final Credential credential;
    final Random random;
    private long checkIns;
    private long events;
    private long nonce;
    private double temperature;
    private final List<String> results = new ArrayList<>();
    private final Map<UUID, CommandResult> ran = new LinkedHashMap<>() {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<UUID, CommandResult> eldest) {
            return size() > RESULTS_KEPT;
        }
    };

    /**
     * @param token device JWT; null for a device that only checks in
     */
    record Credential(String id, byte[] secret, String token) {}

    /** A signed request as it goes over the wire, and what its answer has to be checked against. */
    record Request(byte[] head, byte[] body, RequestSignature signature) {}

    SimulatedDevice(Credential credential, long seed) {
        this.credential = credential;
        this.random = new Random(seed);
        this.temperature = 18 + 8 * random.nextDouble();
        // a clock in microseconds: grows over runs without a file
        this.nonce = Instant.now().toEpochMilli() * 1_000;
        this.checkIns = nonce;
        this.events = nonce;
    }

    String id() {
        return credential.id();
    }

    /** The next check-in, with so many readings. */
    byte[] checkIn(int readings) {
        checkIns++;
        var body = new StringBuilder(160 + 80 * readings)
                .append("{\"seq\":")
                .append(checkIns)
                .append(",\"firmware\":\"1.4.2\",\"bootId\":\"simulated\",\"uptimeSec\":")
                .append(checkIns % 1_000_000)
                .append(",\"freeHeapBytes\":181200,\"transport\":\"wifi\",\"rttMs\":")
                .append(10 + random.nextInt(60))
                .append(",\"readings\":[");
        var now = Instant.now();
        for (var i = 0; i < readings; i++) {
            body.append(i == 0 ? "" : ",").append("{\"ts\":\"").append(Json.time(now.plusMillis(i)));
            body.append("\",\"values\":");
            values(body, 1);
            body.append('}');
        }
        body.append(']');
        if (!results.isEmpty()) {
            body.append(",\"events\":[").append(String.join(",", results)).append(']');
            results.clear();
        }
        return body.append('}').toString().getBytes(StandardCharsets.UTF_8);
    }

    /** Goes with the next check-in. */
    void result(CommandResult result) {
        ObjectNode message = Json.mapper().valueToTree(result);
        results.add(message.put("type", "command_result").toString());
    }

    /** The check-in's request, freshly signed: a repeat of a body takes a new nonce. */
    Request request(String host, byte[] body) {
        var digest = ContentDigest.of(body);
        var signature = RequestSignature.sign(
                "POST",
                PATH,
                null,
                digest,
                Instant.now().getEpochSecond(),
                ++nonce,
                credential.id(),
                credential.secret());
        var head = "POST " + PATH + " HTTP/1.1\r\nHost: " + host
                + "\r\nContent-Type: application/json\r\nContent-Length: " + body.length + "\r\n" + ContentDigest.HEADER
                + ": " + digest + "\r\n" + RequestSignature.INPUT_HEADER + ": " + signature.inputHeader() + "\r\n"
                + RequestSignature.HEADER + ": " + signature.header() + "\r\n\r\n";
        return new Request(head.getBytes(StandardCharsets.US_ASCII), body, signature);
    }

    /** Whether the answer is the server's, to this very question. */
    boolean believes(Request question, int status, String digest, String input, String signature, byte[] body) {
        return ContentDigest.matches(digest, body)
                && ResponseSignature.verify(input, signature, status, digest, question.signature(), credential.secret())
                        >= 0;
    }

    /** Readings as events of a socket, the next {@code count} numbers. */
    String batch(int count, int points) {
        var message = new StringBuilder(40 + count * (90 + 24 * points)).append("{\"type\":\"batch\",\"events\":[");
        var now = Instant.now();
        for (var i = 0; i < count; i++) {
            message.append(i == 0 ? "" : ",")
                    .append("{\"type\":\"reading\",\"seq\":")
                    .append(++events);
            message.append(",\"ts\":\"").append(Json.time(now.plusMillis(i)));
            message.append("\",\"transport\":\"ethernet\",\"rttMs\":3,\"values\":");
            values(message, points);
            message.append('}');
        }
        return message.append("]}").toString();
    }

    /** The number of the newest event made so far. */
    long events() {
        return events;
    }

    private void values(StringBuilder into, int points) {
        temperature += random.nextGaussian() * 0.05;
        into.append("{\"temperature\":").append(Math.round(temperature * 100) / 100.0);
        for (var i = 1; i < points; i++) {
            into.append(",\"v").append(i).append("\":").append(random.nextInt(10_000) / 10.0);
        }
        into.append('}');
    }

    /** Runs a command once; a repeat gets the first result. {@code fresh} hears of a first run. */
    CommandResult run(UUID command, Runnable fresh) {
        return ran.computeIfAbsent(command, id -> {
            fresh.run();
            var now = Instant.now();
            return new CommandResult(id, true, "simulated", 0, now, now, null)
                    .signedBy(credential.id(), credential.secret());
        });
    }
}
