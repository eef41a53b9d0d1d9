package dev.muster.listener;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.glassfish.grizzly.http.HttpRequestPacket;

/**
 * Takes the client's address and scheme from {@code X-Forwarded-For} and {@code X-Forwarded-Proto} of a request, where its
 * peer is a proxy that the operator named; nobody else's headers count. What stands last was written by the nearest proxy.
 *
 * @param addresses of proxies; none by default
 */
record TrustedProxy(Set<InetAddress> addresses) {

    private static final String SETTING = "MUSTER_TRUSTED_PROXY";
    private static final String LITERAL = "[0-9]{1,3}(\\.[0-9]{1,3}){3}|[0-9A-Fa-f:.]*:[0-9A-Fa-f:.]*";

    static TrustedProxy configured() {
        var value = System.getenv(SETTING);
        return of(value == null ? System.getProperty("muster.trusted.proxy", "") : value);
    }

    /**
     * @param list addresses, separated by commas
     * @throws IllegalArgumentException for anything else; then the listener does not open
     */
    static TrustedProxy of(String list) {
        return new TrustedProxy(Stream.of(list.split(","))
                .map(String::strip)
                .filter(entry -> !entry.isEmpty())
                .map(entry -> address(entry)
                        .orElseThrow(() -> new IllegalArgumentException(SETTING + ": " + entry + " is no IP address")))
                .collect(Collectors.toUnmodifiableSet()));
    }

    void apply(HttpRequestPacket request) {
        if (addresses.isEmpty() || !isTrusted(request.getRemoteAddress())) {
            return;
        }
        if ("https".equalsIgnoreCase(last(request, "X-Forwarded-Proto"))) {
            request.setSecure(true);
        }
        client(request).ifPresent(client -> request.remoteAddr().setString(client.getHostAddress()));
    }

    /** The nearest address that is no proxy of ours; what stands before it is the client's own word. */
    private Optional<InetAddress> client(HttpRequestPacket request) {
        Optional<InetAddress> nearest = Optional.empty();
        var hops =
                String.join(",", request.getHeaders().values("X-Forwarded-For")).split(",", -1);
        for (var i = hops.length - 1; i >= 0; i--) {
            var hop = address(hops[i].strip());
            if (hop.isEmpty()) {
                return nearest;
            }
            nearest = hop;
            if (!addresses.contains(hop.get())) {
                return nearest;
            }
        }
        return nearest;
    }

    private static String last(HttpRequestPacket request, String name) {
        var value = "";
        for (var line : request.getHeaders().values(name)) {
            value = line.substring(line.lastIndexOf(',') + 1).strip();
        }
        return value;
    }

    private boolean isTrusted(String peer) {
        return address(peer).filter(addresses::contains).isPresent();
    }

    /** Never asks the name service. */
    private static Optional<InetAddress> address(String literal) {
        try {
            return literal.matches(LITERAL) ? Optional.of(InetAddress.getByName(literal)) : Optional.empty();
        } catch (UnknownHostException e) {
            return Optional.empty();
        }
    }
}
