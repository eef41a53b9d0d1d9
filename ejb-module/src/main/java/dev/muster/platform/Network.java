package dev.muster.platform;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.HexFormat;

/** Where somebody comes from, as far as they cannot choose it: limits count by this. */
public final class Network {

    /** This machine, or a proxy on it. */
    public static final String LOOPBACK = "loopback";

    private Network() {}

    /**
     * @param address numeric; null where it is not known
     * @return the address, for IPv6 its 64 bits of network; {@link #LOOPBACK} for loopback and for what is no address
     */
    public static String of(String address) {
        if (address == null) {
            return LOOPBACK;
        }
        try {
            var parsed = InetAddress.getByName(address);
            var bytes = parsed.getAddress();
            if (parsed.isLoopbackAddress()) {
                return LOOPBACK;
            }
            return bytes.length == 4 ? parsed.getHostAddress() : HexFormat.of().formatHex(bytes, 0, 8) + "/64";
        } catch (UnknownHostException e) {
            return LOOPBACK;
        }
    }
}
