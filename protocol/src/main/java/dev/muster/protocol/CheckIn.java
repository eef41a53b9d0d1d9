package dev.muster.protocol;

import com.fasterxml.jackson.annotation.JsonAnyGetter;
import com.fasterxml.jackson.annotation.JsonAnySetter;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Body of {@code POST /api/v1/device/checkin} (section 4). Readings and events stay unparsed here so that a bad one is
 * refused alone; read each with {@link Reading#parse} and {@link DeviceEvent#parse}. What is more than the contract's
 * limits refuses the whole.
 */
public record CheckIn(
        long seq,
        String firmware,
        String bootId,
        Long uptimeSec,
        Long freeHeapBytes,
        String transport,
        Integer rttMs,
        Transports transports,
        ErrLogCrumb errlog,
        List<JsonNode> readings,
        List<JsonNode> events,
        TwinState reported) {

    public CheckIn {
        if (seq < 1) {
            throw new IllegalArgumentException("seq is a number from 1 that grows by one per check-in");
        }
        firmware = Text.clean(firmware, 64);
        bootId = Text.clean(bootId, 64);
        transport = Text.clean(transport, 32);
        readings = readings == null ? List.of() : List.copyOf(readings);
        events = events == null ? List.of() : List.copyOf(events);
        if (readings.size() > Limits.READINGS) {
            throw new IllegalArgumentException("a check-in has at most " + Limits.READINGS + " readings");
        }
        if (readings.stream().anyMatch(reading -> reading.path("values").size() > Limits.VALUES)) {
            throw new IllegalArgumentException("a reading has at most " + Limits.VALUES + " values");
        }
        if (events.size() > Limits.EVENTS) {
            throw new IllegalArgumentException("a check-in has at most " + Limits.EVENTS + " events");
        }
    }

    /** Values at an instant; how they travelled is said once, in the check-in. */
    public record Reading(Instant ts, Map<String, Object> values) {
        public Reading {
            if (ts == null || !Text.isTime(ts)) {
                throw new IllegalArgumentException("a reading needs ts, its time in RFC 3339 UTC");
            }
            values = Values.check(values);
        }

        /** Reads one element of {@code readings}. */
        public static Reading parse(JsonNode node) throws JsonProcessingException {
            if (!node.isObject()) {
                throw new IllegalArgumentException("a reading is an object with ts and values");
            }
            return Json.mapper().treeToValue(node, Reading.class);
        }
    }

    /** What the error log holds: highest entry, unread entries, and the worst severity among them. */
    public record ErrLogCrumb(long seq, int unread, String worst) {
        private static final List<String> BY_WEIGHT = List.of("INFO", "WARN", "ERROR", "FATAL");

        public ErrLogCrumb {
            unread = Math.max(0, unread);
            worst = Text.clean(worst, 16);
        }

        /** With one more entry. */
        public ErrLogCrumb and(long entry, String severity) {
            return new ErrLogCrumb(
                    entry, unread + 1, BY_WEIGHT.indexOf(severity) > BY_WEIGHT.indexOf(worst) ? severity : worst);
        }
    }

    /** Facts of one network interface; {@code admin} false means switched off on purpose. */
    public record Transport(
            Boolean admin,
            Boolean up,
            String ssid,
            Integer rssiDbm,
            Integer csq,
            String registration,
            String operator,
            String ip,
            Long sent,
            Long failed) {
        public Transport {
            ssid = Text.clean(ssid, 64);
            registration = Text.clean(registration, 32);
            operator = Text.clean(operator, 64);
            ip = Text.clean(ip, 64);
        }
    }

    /** Interfaces by name beside the counter of switches between them. */
    public static final class Transports {
        @JsonProperty
        private Long switches;

        private final Map<String, Transport> byName = new LinkedHashMap<>();

        public Transports() {}

        public Transports(Map<String, Transport> byName, Long switches) {
            this.byName.putAll(byName);
            this.switches = switches;
        }

        public Long switches() {
            return switches;
        }

        @JsonAnyGetter
        public Map<String, Transport> byName() {
            return byName;
        }

        @JsonAnySetter
        void put(String name, Transport transport) {
            if (byName.size() >= 16) {
                throw new IllegalArgumentException("a device has at most 16 transports");
            }
            byName.put(Text.clean(name, 32), transport);
        }
    }
}
