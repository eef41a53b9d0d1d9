package dev.muster.agent;

import com.fasterxml.jackson.databind.JsonNode;
import dev.muster.protocol.CommandResult;
import dev.muster.protocol.WireCommand;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;

/** What the fake server has committed of one device. It outlives connections and restarts of the server. */
final class DeviceBook {

    private final SortedMap<Long, JsonNode> events = new TreeMap<>();
    private final Map<UUID, WireCommand> commands = new LinkedHashMap<>();
    private final Map<UUID, List<CommandResult>> results = new LinkedHashMap<>();
    private final List<UUID> acknowledged = new ArrayList<>();
    private final List<JsonNode> checkIns = new ArrayList<>();
    private final List<JsonNode> hellos = new ArrayList<>();
    private final List<String> faults = new ArrayList<>();
    private final AtomicLong secrets = new AtomicLong();
    private byte[] secret;
    private long highest;
    private long highestCheckIn;
    private long highestNonce = -1;
    private int connections;

    /** Stores an event; one stored before must come again letter by letter, and is stored once. */
    synchronized void event(JsonNode event) {
        var seq = event.path("seq").asLong();
        var before = events.get(seq);
        if (before != null && !before.equals(event)) {
            faults.add("event " + seq + " came again with another content: " + before + " / " + event);
        }
        if (before == null && seq <= highest) {
            faults.add("event " + seq + " came after " + highest + " was acknowledged: it would be lost");
        }
        if (seq > highest) {
            events.put(seq, event);
            highest = seq;
        }
    }

    synchronized void result(CommandResult result, String deviceId) {
        if (!result.isSignedBy(deviceId, secret)) {
            faults.add("the signature of a result does not hold: " + result);
        }
        results.computeIfAbsent(result.id(), id -> new ArrayList<>()).add(result);
    }

    synchronized void acknowledge(UUID command) {
        acknowledged.add(command);
    }

    synchronized boolean useNonce(long nonce) {
        if (nonce <= highestNonce) {
            return false;
        }
        highestNonce = nonce;
        return true;
    }

    /** False for a repeat. */
    synchronized boolean checkIn(JsonNode body) {
        var seq = body.path("seq").asLong();
        checkIns.add(body);
        if (seq <= highestCheckIn) {
            return false;
        }
        highestCheckIn = seq;
        return true;
    }

    synchronized byte[] newSecret() {
        secret = new byte[32];
        secret[0] = (byte) secrets.incrementAndGet();
        return secret;
    }

    /** Of a device that came with one. */
    synchronized void keep(byte[] given) {
        secret = secret == null ? given : secret;
    }

    synchronized void hello(JsonNode hello) {
        hellos.add(hello);
    }

    synchronized void connected() {
        connections++;
    }

    synchronized void queue(WireCommand command) {
        commands.put(command.id(), command);
    }

    /** Commands to hand out: the open ones not acknowledged, or all where {@code again}. */
    synchronized List<WireCommand> due(boolean again) {
        return commands.values().stream()
                .filter(command -> again || !(acknowledged.contains(command.id()) || results.containsKey(command.id())))
                .toList();
    }

    synchronized byte[] secret() {
        return secret;
    }

    synchronized long highest() {
        return highest;
    }

    synchronized int connections() {
        return connections;
    }

    synchronized List<JsonNode> events() {
        return List.copyOf(events.values());
    }

    synchronized List<JsonNode> events(String type) {
        return events.values().stream()
                .filter(event -> event.path("type").asText().equals(type))
                .toList();
    }

    synchronized List<Long> seqs() {
        return List.copyOf(events.keySet());
    }

    synchronized List<CommandResult> results(UUID id) {
        return List.copyOf(results.getOrDefault(id, List.of()));
    }

    synchronized List<UUID> acknowledgements() {
        return List.copyOf(acknowledged);
    }

    synchronized List<JsonNode> checkIns() {
        return List.copyOf(checkIns);
    }

    synchronized List<JsonNode> hellos() {
        return List.copyOf(hellos);
    }

    /** What no well-behaved device does. */
    synchronized List<String> faults() {
        return List.copyOf(faults);
    }
}
