package dev.muster.agent.transport;

import dev.muster.agent.sensor.KernelFiles;
import dev.muster.protocol.CheckIn;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * The transports of this host, which of them carries the connection, and how the agent fared on each. Facts come from
 * the kernel's files at once, and from {@code iw} and {@code mmcli}, where the host has them, a moment later and at most
 * every half minute. Thread-safe.
 */
public final class HostTransports {

    static final String LOOPBACK = "loopback";
    static final String WIFI = "wifi";
    static final String CELL = "cell";
    static final String ETH = "eth";

    /** As many as a message takes. */
    private static final int MOST = 16;

    private final Path root;
    private final boolean serverOnThisMachine;
    private final Programs programs;
    private final Executor elsewhere;
    private final LongSupplier nanos;
    private final Map<String, Remembered<WifiLink>> links = new LinkedHashMap<>();
    private final Remembered<List<Modem>> modems;
    private final Counters counters = new Counters();

    /** @param serverOnThisMachine whether the way to the server never leaves it */
    public HostTransports(boolean serverOnThisMachine) {
        this(serverOnThisMachine, Path.of("/"), Programs.ofHost(), Background.THREAD, System::nanoTime);
    }

    HostTransports(boolean serverOnThisMachine, Path root, Programs programs, Executor elsewhere, LongSupplier nanos) {
        this.serverOnThisMachine = serverOnThisMachine;
        this.root = root;
        this.programs = programs;
        this.elsewhere = elsewhere;
        this.nanos = nanos;
        this.modems = new Remembered<>(List.of(), this::askForModems, elsewhere, nanos);
    }

    /** The kind that carries the connection to the server. */
    public String carrier() {
        return kind(carryingName());
    }

    /** Something arrived. */
    public synchronized void sent() {
        counters.sent(carryingName());
    }

    /** Something did not. */
    public synchronized void failed() {
        counters.failed(carryingName());
    }

    /** The facts and counters of each by kind; of two of a kind, the second has its name behind it. */
    public synchronized CheckIn.Transports facts() {
        var carrying = carryingName();
        var byName = new LinkedHashMap<String, CheckIn.Transport>();
        for (var each : transports(carrying)) {
            if (byName.size() < MOST) {
                var name = byName.containsKey(each.kind()) ? each.kind() + "-" + each.device() : each.kind();
                byName.putIfAbsent(name, counted(each));
            }
        }
        return new CheckIn.Transports(byName, counters.switches());
    }

    /** Hardware, and whatever else the connection goes by. */
    private List<Transport> transports(String carrying) {
        var left = new ArrayList<>(programs.has("mmcli") ? modems.get() : List.<Modem>of());
        var all = new ArrayList<Transport>();
        for (var directory : KernelFiles.children(root.resolve("sys/class/net"))) {
            var net = new SysInterface(directory);
            if (net.isHardware() || net.name().equals(carrying)) {
                all.add(transport(net, left));
            }
        }
        left.forEach(modem -> all.add(new CellTransport(null, modem)));
        return all;
    }

    /** @param modems those that have no interface yet; the one of this is taken out */
    private Transport transport(SysInterface net, List<Modem> modems) {
        return switch (net.kind()) {
            case WIFI -> new WifiTransport(net, net.isUp() ? link(net.name()) : WifiLink.NONE);
            case CELL -> {
                var modem = modemOf(net.name(), modems).orElse(null);
                modems.remove(modem);
                yield new CellTransport(net, modem);
            }
            default -> new WiredTransport(net);
        };
    }

    /** A dialled connection (ppp0) is no port of the modem: then it is the one that has no interface of its own. */
    private static Optional<Modem> modemOf(String name, List<Modem> modems) {
        return modems.stream()
                .filter(modem -> modem.interfaces().contains(name))
                .findFirst()
                .or(() -> modems.stream()
                        .filter(modem -> modem.interfaces().isEmpty() && name.startsWith("ppp"))
                        .findFirst());
    }

    private WifiLink link(String name) {
        var kernel = WifiLink.ofKernel(KernelFiles.lines(root.resolve("proc/net/wireless")), name);
        if (!programs.has("iw")) {
            return kernel;
        }
        var told = links.computeIfAbsent(
                name,
                key -> new Remembered<>(
                        WifiLink.NONE,
                        () -> programs.run("iw", "dev", key, "link")
                                .map(WifiLink::ofIw)
                                .orElse(WifiLink.NONE),
                        elsewhere,
                        nanos));
        return told.get().or(kernel);
    }

    private List<Modem> askForModems() {
        return programs.run("mmcli", "-L", "-J").map(Modem::list).orElse(List.of()).stream()
                .flatMap(
                        path -> programs.run("mmcli", "-m", path, "-J").flatMap(out -> Modem.parse(path, out)).stream())
                .toList();
    }

    private CheckIn.Transport counted(Transport transport) {
        var facts = transport.facts();
        var counter = counters.of(transport.device());
        var shown = facts.admin() || counter.sent() + counter.failed() > 0;
        return new CheckIn.Transport(
                facts.admin(),
                facts.up(),
                facts.ssid(),
                facts.rssiDbm(),
                facts.csq(),
                facts.registration(),
                facts.operator(),
                facts.ip(),
                shown ? counter.sent() : null,
                shown ? counter.failed() : null);
    }

    /** Where no route leads anywhere, what was lost is counted where the last one led. */
    private synchronized String carryingName() {
        var routed = serverOnThisMachine ? Optional.of("lo") : Routes.byDefault(root);
        routed.ifPresent(counters::carriedBy);
        return counters.carrier() == null ? first() : counters.carrier();
    }

    /** Before there was any route. */
    private String first() {
        var hardware = KernelFiles.children(root.resolve("sys/class/net")).stream()
                .map(SysInterface::new)
                .filter(SysInterface::isHardware)
                .toList();
        return hardware.stream()
                .filter(SysInterface::isUp)
                .findFirst()
                .or(() -> hardware.stream().findFirst())
                .map(SysInterface::name)
                .orElse(ETH);
    }

    private String kind(String name) {
        return new SysInterface(root.resolve("sys/class/net").resolve(name)).kind();
    }

    /** One thread for all agents of this process, and none where nobody asks. */
    private static final class Background {
        static final ThreadPoolExecutor THREAD = make();

        private static ThreadPoolExecutor make() {
            var made = new ThreadPoolExecutor(1, 1, 5, TimeUnit.SECONDS, new LinkedBlockingQueue<>(64), task -> {
                var thread = new Thread(task, "muster-transports");
                thread.setDaemon(true);
                return thread;
            });
            made.allowCoreThreadTimeOut(true);
            return made;
        }
    }
}
