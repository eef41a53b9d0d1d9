package dev.muster.agent.transport;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.regex.Pattern;

/**
 * What a Wi-Fi interface is connected to.
 *
 * @param ssid null where it is not, or where that is not known
 * @param rssiDbm likewise
 */
record WifiLink(String ssid, Integer rssiDbm) {

    static final WifiLink NONE = new WifiLink(null, null);

    private static final Pattern SSID = Pattern.compile("(?m)^\\s*SSID: (.*)$");
    private static final Pattern SIGNAL = Pattern.compile("(?m)^\\s*signal: (-?\\d{1,3}) dBm");
    private static final Pattern ESCAPE = Pattern.compile("\\\\x([0-9a-f]{2})|\\\\(\\\\)|([^\\\\])|\\\\");

    /** From {@code iw dev <name> link}. */
    static WifiLink ofIw(String output) {
        var ssid = SSID.matcher(output);
        var signal = SIGNAL.matcher(output);
        return new WifiLink(
                ssid.find() ? unescaped(ssid.group(1)) : null, signal.find() ? Integer.valueOf(signal.group(1)) : null);
    }

    /** From {@code /proc/net/wireless}: {@code wlan0: 0000 54. -56. -256 …}; the third figure is the signal. */
    static WifiLink ofKernel(List<String> lines, String name) {
        return lines.stream()
                .map(line -> line.strip().split("\\s+"))
                .filter(fields ->
                        fields.length > 3 && fields[0].equals(name + ":") && fields[3].matches("-\\d{1,3}\\.?"))
                .findFirst()
                .map(fields -> new WifiLink(null, Integer.valueOf(fields[3].replace(".", ""))))
                .orElse(NONE);
    }

    /** This, with what it does not know from the other. */
    WifiLink or(WifiLink other) {
        return new WifiLink(ssid == null ? other.ssid() : ssid, rssiDbm == null ? other.rssiDbm() : rssiDbm);
    }

    /** iw writes each byte that is not printable ASCII as {@code \x..}, and a backslash as two. */
    private static String unescaped(String text) {
        var bytes = new ByteArrayOutputStream();
        var part = ESCAPE.matcher(text);
        while (part.find()) {
            if (part.group(1) != null) {
                bytes.write(Integer.parseInt(part.group(1), 16));
            } else {
                bytes.writeBytes((part.group(3) == null ? "\\" : part.group(3)).getBytes(StandardCharsets.UTF_8));
            }
        }
        return bytes.toString(StandardCharsets.UTF_8);
    }
}
