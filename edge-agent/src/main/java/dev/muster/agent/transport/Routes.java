package dev.muster.agent.transport;

import dev.muster.agent.sensor.KernelFiles;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.Optional;
import java.util.stream.Stream;

/** Which interface the kernel's routes lead to by default: the one with the lowest metric, IPv4 before IPv6. */
final class Routes {

    private static final int RTF_UP = 1;
    private static final int RTF_REJECT = 0x200;

    private Routes() {}

    private record Route(String name, long metric) {}

    static Optional<String> byDefault(Path root) {
        return Stream.of(ipv4(root), ipv6(root))
                .flatMap(routes -> routes.min(Comparator.comparingLong(Route::metric)).stream())
                .map(Route::name)
                .findFirst();
    }

    /** {@code Iface Destination Gateway Flags RefCnt Use Metric Mask …}, the metric in decimal. */
    private static Stream<Route> ipv4(Path root) {
        return KernelFiles.lines(root.resolve("proc/net/route")).stream()
                .map(line -> line.strip().split("\\s+"))
                .filter(fields -> fields.length > 7 && fields[1].equals("00000000") && fields[7].equals("00000000"))
                .filter(fields -> isUsable(fields[3]) && fields[6].matches("\\d{1,10}"))
                .map(fields -> new Route(fields[0], Long.parseLong(fields[6])));
    }

    /** {@code destination prefix source prefix next-hop metric refcnt use flags iface}, figures in hexadecimal. */
    private static Stream<Route> ipv6(Path root) {
        return KernelFiles.lines(root.resolve("proc/net/ipv6_route")).stream()
                .map(line -> line.strip().split("\\s+"))
                .filter(fields -> fields.length > 9 && fields[0].equals("0".repeat(32)) && fields[1].equals("00"))
                .filter(fields -> isUsable(fields[8]) && fields[5].matches("[0-9a-f]{1,8}"))
                .map(fields -> new Route(fields[9], Long.parseLong(fields[5], 16)));
    }

    private static boolean isUsable(String flags) {
        var bits = flags.matches("[0-9a-fA-F]{1,8}") ? Long.parseLong(flags, 16) : 0;
        return (bits & RTF_UP) != 0 && (bits & RTF_REJECT) == 0;
    }
}
