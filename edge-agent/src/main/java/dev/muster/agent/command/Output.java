package dev.muster.agent.command;

import dev.muster.protocol.Json;
import dev.muster.protocol.Limits;
import dev.muster.protocol.Text;
import java.nio.charset.StandardCharsets;

/** Brings a command's output into the form of the contract: clean text, short enough for one message. */
final class Output {

    private static final String CUT = "\n… cut";

    /** Leaves room for the other members of the result. */
    private static final int BYTES = Limits.SOCKET_MESSAGE_BYTES - 2048;

    private Output() {}

    static String fit(String raw) {
        if (raw == null) {
            return null;
        }
        var text = Text.clean(raw, Limits.OUTPUT);
        if (text.length() == raw.length() && onTheWire(text) <= BYTES) {
            return text;
        }
        var keep = Math.min(text.length(), Limits.OUTPUT - CUT.length());
        while (onTheWire(text.substring(0, keep)) > BYTES - CUT.length() * 3) {
            keep = keep * 3 / 4;
        }
        return Text.clean(text, keep) + CUT;
    }

    /** Escapes and encoding can make a text many times longer than its characters. */
    private static int onTheWire(String text) {
        return Json.write(text).getBytes(StandardCharsets.UTF_8).length;
    }
}
