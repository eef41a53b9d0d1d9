package dev.muster.web.live;

import com.fasterxml.jackson.databind.JsonNode;
import dev.muster.platform.Refusal;
import java.util.HashSet;
import java.util.Set;

/**
 * What a viewer wants; null means everything.
 *
 * @param fleet the fleet's id as the viewer wrote it
 * @param inFleet devices of that fleet that the viewer sees; none where they do not see the fleet
 */
record Subscription(Set<String> devices, String fleet, Set<String> inFleet, Set<String> events) {

    private static final int MOST_NAMES = 1_000;

    /** @throws Refusal for a filter that cannot be taken as it is: less would be told than was asked for, or more */
    static Subscription of(JsonNode message) {
        var fleet = message.path("fleet");
        if (!absent(fleet) && !fleet.isTextual()) {
            throw Refusal.invalid("/fleet", "fleet is the id of one fleet, or null");
        }
        return new Subscription(
                names(message, "devices"), absent(fleet) ? null : fleet.asText(), Set.of(), names(message, "events"));
    }

    /** The same, with the devices that the fleet has now. */
    Subscription in(Set<String> devicesOfFleet) {
        return new Subscription(devices, fleet, devicesOfFleet, events);
    }

    boolean wants(LiveJson.Event event) {
        return (devices == null || devices.contains(event.deviceId()))
                && (fleet == null || inFleet.contains(event.deviceId()))
                && (events == null || events.contains(event.type().wire()));
    }

    private static Set<String> names(JsonNode message, String member) {
        var list = message.path(member);
        if (absent(list)) {
            return null;
        }
        if (!list.isArray() || list.size() > MOST_NAMES) {
            throw Refusal.invalid("/" + member, member + " is a list of at most " + MOST_NAMES + ", or null");
        }
        var names = new HashSet<String>();
        list.forEach(name -> names.add(name.asText()));
        return names;
    }

    private static boolean absent(JsonNode member) {
        return member.isMissingNode() || member.isNull();
    }
}
