package dev.muster.agent.transport;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import dev.muster.protocol.Json;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.StreamSupport;

/**
 * A modem as ModemManager sees it.
 *
 * @param path ModemManager's own name for it
 * @param interfaces the network interfaces it has
 * @param state ModemManager's word: disabled, searching, registered, connected …
 * @param csq signal as AT+CSQ gives it, 0 to 31; null where not known
 * @param registration home, roaming, searching, denied …; null where not known
 */
record Modem(
        String path,
        List<String> interfaces,
        String state,
        boolean powered,
        Integer csq,
        String registration,
        String operator) {

    /** On somebody's word, and not for want of a network. */
    private static final Set<String> OFF = Set.of("disabled", "disabling");

    private static final int FULL_CSQ = 31;

    /** The modems in {@code mmcli -L -J}. */
    static List<String> list(String output) {
        return StreamSupport.stream(tree(output).path("modem-list").spliterator(), false)
                .map(JsonNode::asText)
                .filter(path -> path.matches("/org/freedesktop/ModemManager1/Modem/\\d{1,9}"))
                .toList();
    }

    /** From {@code mmcli -m <path> -J}; empty where that is not what was printed. */
    static Optional<Modem> parse(String path, String output) {
        var modem = tree(output).path("modem");
        var generic = modem.path("generic");
        var state = known(generic.path("state"));
        if (state == null) {
            return Optional.empty();
        }
        var cell = modem.path("3gpp");
        var power = known(generic.path("power-state"));
        return Optional.of(new Modem(
                path,
                interfaces(generic.path("ports")),
                state,
                power == null || power.equals("on"),
                csq(generic.path("signal-quality").path("value").asText()),
                known(cell.path("registration-state")),
                known(cell.path("operator-name"))));
    }

    String name() {
        return "modem" + path.substring(path.lastIndexOf('/') + 1);
    }

    boolean isOff() {
        return !powered || OFF.contains(state);
    }

    boolean isConnected() {
        return state.equals("connected");
    }

    private static List<String> interfaces(JsonNode ports) {
        return StreamSupport.stream(ports.spliterator(), false)
                .map(JsonNode::asText)
                .filter(port -> port.endsWith(" (net)"))
                .map(port -> port.substring(0, port.length() - " (net)".length()))
                .toList();
    }

    /** ModemManager makes percents of it; none at all stands for no measurement too. */
    private static Integer csq(String percent) {
        if (!percent.matches("\\d{1,3}") || percent.equals("0")) {
            return null;
        }
        return Math.min(FULL_CSQ, Math.round(Integer.parseInt(percent) * FULL_CSQ / 100f));
    }

    /** Two dashes stand for what is not known. */
    private static String known(JsonNode text) {
        return text.isTextual() && !text.asText().isBlank() && !text.asText().equals("--") ? text.asText() : null;
    }

    private static JsonNode tree(String output) {
        try {
            var read = Json.read(output, JsonNode.class);
            return read == null ? Json.object() : read;
        } catch (JsonProcessingException notJson) {
            return Json.object();
        }
    }
}
