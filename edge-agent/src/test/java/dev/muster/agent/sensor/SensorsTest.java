package dev.muster.agent.sensor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.protocol.Values;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SensorsTest {

    private static final Instant NOON = Instant.parse("2026-11-20T12:00:00Z");

    @TempDir
    Path root;

    private void file(String path, String content) throws IOException {
        Files.createDirectories(root.resolve(path).getParent());
        Files.writeString(root.resolve(path), content);
    }

    @Test
    void figures_are_read_from_the_kernel() throws IOException {
        file("proc/meminfo", "MemTotal:       1000 kB\nMemFree: 5 kB\nMemAvailable:    600 kB\n");
        file("proc/uptime", "4338.25 8000.00\n");
        file("proc/stat", "cpu  100 0 100 800 0 0 0 0 0 0\n");
        file("sys/class/thermal/thermal_zone0/type", "acpitz\n");
        file("sys/class/thermal/thermal_zone0/temp", "90000\n");
        file("sys/class/thermal/thermal_zone1/type", "x86_pkg_temp\n");
        file("sys/class/thermal/thermal_zone1/temp", "47500\n");
        for (var name : List.of("eth0", "lo")) {
            file("sys/class/net/" + name + "/statistics/rx_bytes", "1200\n");
            file("sys/class/net/" + name + "/statistics/tx_bytes", "34\n");
        }
        var figures = new HostFigures(root, root);
        figures.sample();
        file("proc/stat", "cpu  150 0 100 850 0 0 0 0 0 0\n");
        assertThat(figures.sample())
                .containsEntry("mem_total_bytes", 1_024_000L)
                .containsEntry("mem_available_bytes", 614_400L)
                .containsEntry("host_uptime_s", 4338L)
                .containsEntry("cpu_percent", 50.0)
                .containsEntry("cpu_temp_c", 47.5)
                .containsEntry("net_rx_bytes", 1200L)
                .containsEntry("net_tx_bytes", 34L)
                .containsKeys("disk_free_bytes", "load1");
    }

    @Test
    void a_system_without_these_files_still_tells_what_java_knows() {
        assertThat(new HostFigures(root, root).sample())
                .containsKeys("mem_total_bytes", "mem_available_bytes", "disk_free_bytes")
                .doesNotContainKeys("cpu_temp_c", "host_uptime_s", "net_rx_bytes");
    }

    @Test
    void this_machines_own_figures_fit_a_reading() {
        var sample = new HostFigures(root).sample();
        assertThat(Values.check(sample)).isEqualTo(sample);
    }

    @Test
    void a_simulation_shows_the_same_machine_for_the_same_id_and_another_for_another() {
        for (var kind : List.of("pump", "freezer", "press", "gateway")) {
            var one = Simulations.of(kind, "a-1").orElseThrow().sample(NOON);
            assertThat(Simulations.of(kind, "a-1").orElseThrow().sample(NOON)).isEqualTo(one);
            assertThat(Simulations.of(kind, "a-2").orElseThrow().sample(NOON)).isNotEqualTo(one);
            assertThat(Values.check(one)).isEqualTo(one);
        }
        assertThat(Simulations.of("none", "a-1")).isEmpty();
    }

    @Test
    void simulated_signals_are_smooth_and_plausible() {
        var pump = Simulations.of("pump", "p").orElseThrow();
        var press = Simulations.of("press", "p").orElseThrow();
        var pressureBefore = (double) pump.sample(NOON).get("pressure_bar");
        var cyclesBefore = (long) press.sample(NOON).get("cycles");
        for (var second = 1; second < 7_200; second++) {
            var at = NOON.plusSeconds(second);
            var pressure = (double) pump.sample(at).get("pressure_bar");
            assertThat(pressure).isBetween(2.5, 4.3);
            assertThat(Math.abs(pressure - pressureBefore)).isLessThan(0.12);
            pressureBefore = pressure;
            var cycles = (long) press.sample(at).get("cycles");
            assertThat(cycles).isBetween(cyclesBefore, cyclesBefore + 1);
            cyclesBefore = cycles;
        }
    }

    @Test
    void troubles_come_now_and_then_and_once_each() {
        var freezer = Simulations.of("freezer", "f").orElseThrow();
        var doors = new HashSet<Object>();
        var incidents = 0;
        for (var second = 0; second < 3_600; second++) {
            var at = NOON.plusSeconds(second);
            doors.add(freezer.sample(at).get("door"));
            var incident = freezer.incident(at);
            incidents += incident.isPresent() ? 1 : 0;
            incident.ifPresent(trouble -> assertThat(trouble.source()).startsWith("simulated "));
        }
        assertThat(doors).containsExactlyInAnyOrder("open", "closed");
        assertThat(incidents).isBetween(4, 30);
    }
}
