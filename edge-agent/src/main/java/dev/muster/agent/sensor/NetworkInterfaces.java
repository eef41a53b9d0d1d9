package dev.muster.agent.sensor;

import dev.muster.protocol.CheckIn;
import java.net.Inet4Address;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/** Which kinds of network this machine has and which one carries the default route: wifi, eth, cell or loopback. */
public final class NetworkInterfaces {

    private static final String LOOPBACK = "loopback";
    private static final int IFF_UP = 1;

    private final Path root;
    private final boolean serverOnThisMachine;

    public NetworkInterfaces(boolean serverOnThisMachine) {
        this(serverOnThisMachine, Path.of("/"));
    }

    NetworkInterfaces(boolean serverOnThisMachine, Path root) {
        this.serverOnThisMachine = serverOnThisMachine;
        this.root = root;
    }

    /** The kind that carries the connection to the server. */
    public String carrier() {
        if (serverOnThisMachine) {
            return LOOPBACK;
        }
        return ProcFiles.lines(root.resolve("proc/net/route")).stream()
                .map(line -> line.split("\\s+"))
                .filter(fields -> fields.length > 2 && fields[1].equals("00000000"))
                .map(fields -> kind(fields[0]))
                .findFirst()
                .orElse("eth");
    }

    /** The facts of each interface by kind; where a machine has two of a kind, the second has its name behind it. */
    public CheckIn.Transports facts() {
        var byName = new LinkedHashMap<String, CheckIn.Transport>();
        for (var each : ProcFiles.children(root.resolve("sys/class/net"))) {
            var name = each.getFileName().toString();
            var kind = kind(name);
            if (byName.size() < 16 && (Files.exists(each.resolve("device")) || kind.equals(carrier()))) {
                byName.putIfAbsent(byName.containsKey(kind) ? kind + "-" + name : kind, facts(each, name));
            }
        }
        return new CheckIn.Transports(Map.copyOf(byName), null);
    }

    String kind(String name) {
        if (name.equals("lo")) {
            return LOOPBACK;
        }
        if (Files.exists(root.resolve("sys/class/net/" + name + "/wireless"))) {
            return "wifi";
        }
        return name.matches("(wwan|ppp|rmnet|wwp|usb).*") ? "cell" : "eth";
    }

    private static CheckIn.Transport facts(Path directory, String name) {
        var flags = ProcFiles.first(directory.resolve("flags"))
                .map(text -> Long.decode(text))
                .orElse((long) IFF_UP);
        var up = ProcFiles.first(directory.resolve("operstate"))
                .map(state -> state.equals("up") || state.equals("unknown"))
                .orElse(true);
        return new CheckIn.Transport(
                (flags & IFF_UP) != 0, up, null, null, null, null, null, address(name), null, null);
    }

    private static String address(String name) {
        try {
            var found = NetworkInterface.getByName(name);
            if (found == null) {
                return null;
            }
            return Collections.list(found.getInetAddresses()).stream()
                    .filter(Inet4Address.class::isInstance)
                    .map(address -> address.getHostAddress())
                    .findFirst()
                    .orElse(null);
        } catch (SocketException e) {
            return null;
        }
    }
}
