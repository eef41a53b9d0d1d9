package dev.muster.agent.transport;

import dev.muster.agent.sensor.KernelFiles;
import dev.muster.protocol.CheckIn;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.Comparator;

/** An interface as the kernel shows it in {@code /sys/class/net}. */
record SysInterface(Path directory) {

    private static final int IFF_UP = 1;

    String name() {
        return directory.getFileName().toString();
    }

    /** Whether there is hardware behind it: bridges, containers' and tunnels' ends have none. */
    boolean isHardware() {
        return Files.exists(directory.resolve("device"));
    }

    String kind() {
        if (name().equals("lo")) {
            return HostTransports.LOOPBACK;
        }
        var type = KernelFiles.lines(directory.resolve("uevent"));
        if (type.contains("DEVTYPE=wlan")
                || Files.exists(directory.resolve("wireless"))
                || Files.exists(directory.resolve("phy80211"))) {
            return HostTransports.WIFI;
        }
        return type.contains("DEVTYPE=wwan") || name().matches("(wwan|ppp|rmnet|wwp|usb).*")
                ? HostTransports.CELL
                : HostTransports.ETH;
    }

    /** False where somebody switched it off: the interface itself, or the radio, by a key or by software. */
    boolean isWanted() {
        var flags = KernelFiles.first(directory.resolve("flags")).filter(text -> text.matches("0x[0-9a-fA-F]{1,8}"));
        return flags.map(Long::decode).map(bits -> (bits & IFF_UP) != 0).orElse(true) && !isRadioOff();
    }

    boolean isUp() {
        return KernelFiles.first(directory.resolve("operstate"))
                .map(state -> state.equals("up") || state.equals("unknown"))
                .orElse(true);
    }

    /** IPv4 where there is one, else an IPv6 that others can reach; null for none. */
    String address() {
        try {
            var found = NetworkInterface.getByName(name());
            return found == null
                    ? null
                    : Collections.list(found.getInetAddresses()).stream()
                            .filter(address -> !address.isLinkLocalAddress())
                            .min(Comparator.comparing(address -> !(address instanceof Inet4Address)))
                            .map(InetAddress::getHostAddress)
                            .map(text -> text.replaceFirst("%.*", ""))
                            .orElse(null);
        } catch (SocketException e) {
            return null;
        }
    }

    /** What is known without asking anybody else. */
    CheckIn.Transport facts() {
        return new CheckIn.Transport(isWanted(), isUp(), null, null, null, null, null, address(), null, null);
    }

    private boolean isRadioOff() {
        return KernelFiles.children(directory.resolve("phy80211")).stream()
                .filter(each -> each.getFileName().toString().startsWith("rfkill"))
                .anyMatch(radio -> isOn(radio.resolve("soft")) || isOn(radio.resolve("hard")));
    }

    private static boolean isOn(Path file) {
        return KernelFiles.number(file).filter(number -> number == 1).isPresent();
    }
}
