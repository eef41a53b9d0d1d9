package dev.muster.web.registry;

import com.fasterxml.jackson.databind.JsonNode;
import dev.muster.web.portal.Texts;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.inject.Named;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Transports in words and pictures. The symbols by name stand once more in {@code assets/js/texts.js}. */
@Named
@ApplicationScoped
public class Transports {

    @Inject
    private Texts texts;

    /**
     * One transport of a device.
     *
     * @param admin false when switched off on purpose: a dash, never a fault
     * @param facts what else it told, in one line
     */
    public record Transport(String name, boolean admin, boolean up, String facts) {}

    public String name(String transport) {
        return transport == null ? "" : texts.orElse("transport." + transport.toLowerCase(Locale.ROOT), transport);
    }

    /** A symbol of {@code assets/icons.svg}. */
    public String icon(String transport) {
        return switch (transport == null ? "" : transport.toLowerCase(Locale.ROOT)) {
            case "wifi" -> "wifi";
            case "cell", "cellular", "lte" -> "cell";
            case "ethernet", "eth", "lan" -> "ethernet";
            default -> "link";
        };
    }

    /** The transports a check-in told (docs/protocol.md, check-in); empty where none were. */
    List<Transport> of(JsonNode told) {
        var all = new ArrayList<Transport>();
        if (told != null) {
            told.properties().forEach(member -> {
                if (member.getValue().isObject()) {
                    var one = member.getValue();
                    all.add(new Transport(
                            member.getKey(),
                            one.path("admin").asBoolean(true),
                            one.path("up").asBoolean(false),
                            facts(one)));
                }
            });
        }
        return all;
    }

    private String facts(JsonNode one) {
        var facts = new ArrayList<String>();
        text(facts, one, "ssid", "");
        text(facts, one, "operator", "");
        text(facts, one, "registration", "");
        text(facts, one, "rssiDbm", " dBm");
        if (one.hasNonNull("csq")) {
            facts.add("CSQ " + one.get("csq").asText());
        }
        text(facts, one, "ip", "");
        if (one.hasNonNull("sent")) {
            facts.add(texts.get("transports.sent", one.get("sent").asLong()));
        }
        if (one.path("failed").asLong() > 0) {
            facts.add(texts.get("transports.failed", one.get("failed").asLong()));
        }
        return String.join(" · ", facts);
    }

    private static void text(List<String> facts, JsonNode one, String name, String unit) {
        if (one.hasNonNull(name) && !one.get(name).asText().isBlank()) {
            facts.add(one.get(name).asText() + unit);
        }
    }
}
