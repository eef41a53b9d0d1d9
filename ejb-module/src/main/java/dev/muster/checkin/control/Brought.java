package dev.muster.checkin.control;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import dev.muster.protocol.CheckIn;
import dev.muster.protocol.CommandResult;
import dev.muster.protocol.DeviceEvent;
import dev.muster.protocol.DeviceMessage;
import dev.muster.protocol.Json;
import dev.muster.protocol.ServerMessage;
import dev.muster.protocol.Text;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/**
 * Sorts what a device brought: new events, steps and results of commands, and what is refused. One bad item is refused
 * alone; a refused event still counts as seen, or the device would send it for ever.
 */
public final class Brought {

    private final List<DeviceEvent> events = new ArrayList<>();
    private final List<DeviceMessage> commandSteps = new ArrayList<>();
    private final List<ServerMessage.Error> errors = new ArrayList<>();
    private final List<ServerMessage.Error> lost = new ArrayList<>();
    private final long committed;
    private final boolean repeated;
    private DeviceMessage.Hello hello;
    private long highest;

    /** @param committed the highest event already stored: repeats of it and below are skipped */
    public Brought(long committed) {
        this(committed, false);
    }

    /** @param repeated whether all of it was brought before: what has no number of its own is no news then */
    public Brought(long committed, boolean repeated) {
        this.committed = committed;
        this.highest = committed;
        this.repeated = repeated;
    }

    public void add(DeviceMessage message) {
        if (message instanceof DeviceMessage.Batch batch) {
            batch.events().forEach(this::addItem);
        } else if (message instanceof DeviceEvent event) {
            addEvent(event);
        } else if (message instanceof DeviceMessage.Hello said) {
            hello = said;
        } else if (message instanceof DeviceMessage.CommandAck
                || message instanceof DeviceMessage.CommandProgress
                || message instanceof CommandResult) {
            commandSteps.add(message);
        } else {
            refuse("unexpected", "not at this point: " + message.getClass().getSimpleName(), null);
        }
    }

    /** One element of a batch or of a check-in's events. */
    public void addItem(JsonNode item) {
        if (!item.isObject()) { // Jackson would take ["type", {…}] for one
            refuse("bad-event", "an event is an object with a type", item);
            return;
        }
        try {
            var message = Json.mapper().treeToValue(item, DeviceMessage.class);
            if (message instanceof DeviceMessage.Batch || message == null) {
                refuse("bad-event", "a batch holds events, not batches", item);
            } else {
                add(message);
            }
        } catch (JsonProcessingException | IllegalArgumentException e) {
            refuse("bad-event", reason(e), item);
        }
    }

    /** A reading of a check-in; {@code index} is its place there. One that came before is not to be given here. */
    public void addReading(CheckIn checkIn, int index) {
        try {
            var reading = CheckIn.Reading.parse(checkIn.readings().get(index));
            // it has no number of its own: the check-in's seq says whether it is a repeat
            events.add(new DeviceEvent.Reading(
                    checkIn.seq(),
                    reading.ts(),
                    reading.values(),
                    checkIn.transport(),
                    checkIn.rttMs(),
                    checkIn.uptimeSec(),
                    checkIn.freeHeapBytes()));
        } catch (JsonProcessingException | IllegalArgumentException e) {
            refuse(new ServerMessage.Error("bad-reading", Text.clean(reason(e), 300), "/readings/" + index), true);
        }
    }

    public void refuse(String code, String detail, JsonNode item) {
        // asLong of a number beyond 64 bits is its lowest bits
        var seq = item == null || item.path("seq").isBigInteger()
                ? 0
                : item.path("seq").asLong(0);
        if (seq > 0 && seq <= DeviceEvent.MAX_SEQ) {
            highest = Math.max(highest, seq);
        }
        var error = new ServerMessage.Error(code, Text.clean(detail, 300), seq > 0 ? String.valueOf(seq) : null);
        refuse(error, seq > 0 ? seq > committed : !repeated);
    }

    private void refuse(ServerMessage.Error error, boolean news) {
        errors.add(error);
        if (news) {
            lost.add(error);
        }
    }

    /** A command's result whose signature does not hold. */
    public void refuseResult(UUID command) {
        errors.add(new ServerMessage.Error(
                "result-signature", "the signature of this result does not hold", command.toString()));
    }

    private void addEvent(DeviceEvent event) {
        if (event.seq() > highest) {
            highest = event.seq();
            events.add(event);
        }
    }

    /** What a parser's complaint means to the sender, without class names. */
    public static String reason(Exception e) {
        var cause = e.getCause() instanceof IllegalArgumentException inner ? inner : e;
        if (cause instanceof com.fasterxml.jackson.databind.exc.InvalidTypeIdException unknown) {
            return "unknown type " + Text.clean(unknown.getTypeId(), 40);
        }
        if (cause instanceof JsonProcessingException json) {
            var at = json.getLocation();
            var place = at == null || at.getLineNr() < 1
                    ? ""
                    : " (line " + at.getLineNr() + ", column " + at.getColumnNr() + ")";
            return firstLine(json.getOriginalMessage()) + place;
        }
        return cause.getMessage() == null ? "cannot be understood" : firstLine(cause.getMessage());
    }

    private static String firstLine(String text) {
        return text.lines()
                .findFirst()
                .orElse("")
                .replaceAll("`?(?:dev\\.muster|java|com\\.fasterxml)[\\w.$]*`?", "this");
    }

    public List<DeviceEvent> events() {
        return events;
    }

    public List<DeviceMessage> commandSteps() {
        return commandSteps;
    }

    public List<ServerMessage.Error> errors() {
        return errors;
    }

    /** Of the errors, the items that are given up here and were not refused before. */
    public List<ServerMessage.Error> lost() {
        return lost;
    }

    public DeviceMessage.Hello hello() {
        return hello;
    }

    public long highest() {
        return highest;
    }
}
