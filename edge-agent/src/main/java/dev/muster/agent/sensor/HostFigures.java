package dev.muster.agent.sensor;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Predicate;

/**
 * Real figures of this machine. Names end in their unit: {@code load1}, {@code cpu_percent}, {@code mem_total_bytes},
 * {@code mem_available_bytes}, {@code disk_free_bytes} (of the data folder's disk), {@code cpu_temp_c}, {@code
 * net_rx_bytes} and {@code net_tx_bytes} (all but loopback, since boot), {@code host_uptime_s}. What a system does not
 * tell is left out.
 */
public final class HostFigures {

    private final Path dataDir;
    private final Path root;
    private long busyBefore = -1;
    private long totalBefore;

    public HostFigures(Path dataDir) {
        this(dataDir, Path.of("/"));
    }

    HostFigures(Path dataDir, Path root) {
        this.dataDir = dataDir;
        this.root = root;
    }

    public Map<String, Object> sample() {
        var values = new LinkedHashMap<String, Object>();
        load(values);
        cpu(values);
        memory(values);
        disk(values);
        temperature(values);
        network(values);
        KernelFiles.first(root.resolve("proc/uptime"))
                .ifPresent(text -> values.put("host_uptime_s", (long) Double.parseDouble(text.split(" ")[0])));
        return values;
    }

    private static void load(Map<String, Object> values) {
        var load = ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage();
        if (load >= 0) {
            values.put("load1", Math.round(load * 100) / 100.0);
        }
    }

    /** Share of the processors' time spent working since the last sample. */
    private void cpu(Map<String, Object> values) {
        var line = KernelFiles.first(root.resolve("proc/stat"))
                .filter(text -> text.startsWith("cpu "))
                .orElse(null);
        if (line == null) {
            return;
        }
        var fields = line.substring(4).strip().split("\\s+");
        var total = 0L;
        for (var i = 0; i < Math.min(8, fields.length); i++) {
            total += Long.parseLong(fields[i]);
        }
        var busy = total - Long.parseLong(fields[3]) - (fields.length > 4 ? Long.parseLong(fields[4]) : 0);
        if (busyBefore >= 0 && total > totalBefore) {
            var share = 100.0 * (busy - busyBefore) / (total - totalBefore);
            values.put("cpu_percent", Math.round(Math.max(0, Math.min(100, share)) * 10) / 10.0);
        }
        busyBefore = busy;
        totalBefore = total;
    }

    private void memory(Map<String, Object> values) {
        for (var line : KernelFiles.lines(root.resolve("proc/meminfo"))) {
            var words = line.split("\\s+");
            if (words[0].equals("MemTotal:")) {
                values.put("mem_total_bytes", Long.parseLong(words[1]) * 1024);
            } else if (words[0].equals("MemAvailable:")) {
                values.put("mem_available_bytes", Long.parseLong(words[1]) * 1024);
            }
        }
        if (!values.containsKey("mem_total_bytes")
                && ManagementFactory.getOperatingSystemMXBean()
                        instanceof com.sun.management.OperatingSystemMXBean system) {
            values.put("mem_total_bytes", system.getTotalMemorySize());
            values.put("mem_available_bytes", system.getFreeMemorySize());
        }
    }

    private void disk(Map<String, Object> values) {
        try {
            values.put("disk_free_bytes", Files.getFileStore(dataDir).getUsableSpace());
        } catch (IOException gone) {
            values.remove("disk_free_bytes");
        }
    }

    /** The hottest zone that looks like a processor, else the hottest of all. */
    private void temperature(Map<String, Object> values) {
        var zones = KernelFiles.children(root.resolve("sys/class/thermal")).stream()
                .filter(zone -> zone.getFileName().toString().startsWith("thermal_zone"))
                .toList();
        Predicate<Path> processor = zone -> KernelFiles.first(zone.resolve("type"))
                .filter(type -> type.matches("(?i).*(cpu|x86_pkg|soc|core).*"))
                .isPresent();
        var candidates = zones.stream().anyMatch(processor)
                ? zones.stream().filter(processor).toList()
                : zones;
        candidates.stream()
                .flatMap(zone -> KernelFiles.number(zone.resolve("temp")).stream())
                .filter(milli -> milli > -40_000 && milli < 150_000)
                .mapToLong(Long::longValue)
                .max()
                .ifPresent(milli -> values.put("cpu_temp_c", milli / 1000.0));
    }

    private void network(Map<String, Object> values) {
        var interfaces = KernelFiles.children(root.resolve("sys/class/net")).stream()
                .filter(each -> !each.getFileName().toString().equals("lo"))
                .toList();
        for (var counter : new String[] {"rx", "tx"}) {
            interfaces.stream()
                    .flatMap(each -> KernelFiles.number(each.resolve("statistics/" + counter + "_bytes")).stream())
                    .reduce(Long::sum)
                    .ifPresent(bytes -> values.put("net_" + counter + "_bytes", bytes));
        }
    }
}
