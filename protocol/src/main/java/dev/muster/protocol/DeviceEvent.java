package dev.muster.protocol;

import com.fasterxml.jackson.annotation.JsonAnyGetter;
import com.fasterxml.jackson.annotation.JsonAnySetter;
import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Something that happened on a device. {@code seq} grows by one per event and survives restarts: the server
 * acknowledges the highest committed one, and stores a repeat once (section 6).
 */
public sealed interface DeviceEvent extends DeviceMessage.Sequenced {

    /** The highest event number: what every JSON reader keeps exactly. */
    long MAX_SEQ = (1L << 53) - 1;

    /** Reads one event of a batch or check-in. */
    static DeviceEvent parse(JsonNode node) throws JsonProcessingException {
        var message = Json.mapper().treeToValue(node, DeviceMessage.class);
        if (message instanceof DeviceEvent event) {
            return event;
        }
        throw new IllegalArgumentException("not an event: " + node.path("type").asText());
    }

    /**
     * The device's own word on itself, e.g. ONLINE, with free metrics. {@code transports} is optional: a device on a
     * socket has no check-in to say them in.
     */
    record Status(long seq, Instant ts, String status, Map<String, Object> metrics, CheckIn.Transports transports)
            implements DeviceEvent {
        public Status {
            seq = requireSeq(seq);
            status = Text.clean(status, 64);
            metrics = Values.checkOptional(metrics);
        }
    }

    /**
     * Values at an instant. {@code uptimeSec} and {@code freeHeapBytes} are optional; a device that puts them among
     * the values is understood too.
     */
    record Reading(
            long seq,
            Instant ts,
            Map<String, Object> values,
            String transport,
            Integer rttMs,
            Long uptimeSec,
            Long freeHeapBytes)
            implements DeviceEvent {
        public Reading {
            seq = requireSeq(seq);
            requireTs(ts);
            values = Values.check(values);
            transport = Text.clean(transport, 32);
            uptimeSec = uptimeSec == null ? Values.whole(values, "uptimeSec") : uptimeSec;
            freeHeapBytes = freeHeapBytes == null ? Values.whole(values, "freeHeapBytes") : freeHeapBytes;
        }
    }

    record LogLine(long seq, Instant ts, String level, String line) implements DeviceEvent {
        public LogLine {
            seq = requireSeq(seq);
            requireTs(ts);
            level = Text.clean(level, 16);
            line = Text.clean(line, Limits.LINE);
        }
    }

    record Scan(long seq, Instant ts, String code, boolean valid) implements DeviceEvent {
        public Scan {
            seq = requireSeq(seq);
            requireTs(ts);
            code = Text.clean(code, Limits.LINE);
        }
    }

    /** A print; its further members are the line's own and kept as they are, with clean texts. */
    final class Print implements DeviceEvent {
        private final long seq;
        private final Instant ts;
        private final Map<String, Object> more = new LinkedHashMap<>();

        @JsonCreator
        public Print(@JsonProperty("seq") long seq, @JsonProperty("ts") Instant ts) {
            this.seq = requireSeq(seq);
            this.ts = requireTs(ts);
        }

        @Override
        @JsonProperty
        public long seq() {
            return seq;
        }

        @Override
        @JsonProperty
        public Instant ts() {
            return ts;
        }

        @JsonAnyGetter
        public Map<String, Object> more() {
            return more;
        }

        @JsonAnySetter
        void put(String name, Object value) {
            if (more.size() >= Limits.VALUES) {
                throw new IllegalArgumentException("a print has at most " + Limits.VALUES + " members");
            }
            more.put(Text.clean(name, Limits.NAME), Values.tidy(value));
        }
    }

    record Alert(long seq, Instant ts, String severity, String code, String message, Map<String, Object> context)
            implements DeviceEvent {
        public Alert {
            seq = requireSeq(seq);
            requireTs(ts);
            severity = Text.clean(severity, 16);
            code = Text.clean(code, 128);
            message = Text.clean(message, Limits.LINE);
            context = Values.checkOptional(context);
        }
    }

    /**
     * An entry of the device's error log. {@code seq} is the event's; {@code entry} is the entry's own number, the one
     * that {@code errlog show} takes, and defaults to {@code seq}.
     */
    record ErrLog(
            long seq, Long entry, String source, String severity, String code, Instant ts, Map<String, Object> context)
            implements DeviceEvent {
        public ErrLog {
            seq = requireSeq(seq);
            requireTs(ts);
            entry = entry == null ? Long.valueOf(seq) : entry;
            source = Text.clean(source, 128);
            severity = Text.clean(severity, 16);
            code = Text.clean(code, 128);
            context = Values.checkOptional(context);
        }
    }

    /** The reported half of the twin. */
    record Reported(long seq, Instant ts, long version, JsonNode state) implements DeviceEvent {
        public Reported {
            seq = requireSeq(seq);
            state = Values.tidy(state);
        }
    }

    private static long requireSeq(long seq) {
        if (seq < 1 || seq > MAX_SEQ) {
            throw new IllegalArgumentException("an event needs a seq, a number from 1 that grows by one");
        }
        return seq;
    }

    private static Instant requireTs(Instant ts) {
        if (ts == null || !Text.isTime(ts)) {
            throw new IllegalArgumentException("an event needs ts, its time in RFC 3339 UTC");
        }
        return ts;
    }
}
