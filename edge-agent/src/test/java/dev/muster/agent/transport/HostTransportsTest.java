package dev.muster.agent.transport;

import static dev.muster.agent.transport.RecordedOutputTest.MODEM;
import static dev.muster.agent.transport.RecordedOutputTest.recorded;
import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.protocol.CheckIn;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A host in a folder, with programs that print what was recorded and write down how they were called. */
class HostTransportsTest {

    private static final String ROUTES = "Iface\tDestination\tGateway\tFlags\tRefCnt\tUse\tMetric\tMask\n";

    @TempDir
    Path dir;

    private Path root;
    private Path bin;
    private long nanos = 1;
    private final Deque<Runnable> elsewhere = new ArrayDeque<>();

    @BeforeEach
    void make() throws IOException {
        root = Files.createDirectory(dir.resolve("root"));
        bin = Files.createDirectory(dir.resolve("bin"));
    }

    private HostTransports host() {
        return new HostTransports(false, root, Programs.on(bin.toString()), elsewhere::add, () -> nanos);
    }

    /** What was asked elsewhere is answered. */
    private void letAnswer() {
        while (!elsewhere.isEmpty()) {
            elsewhere.poll().run();
        }
    }

    private void file(String path, String content) throws IOException {
        Files.createDirectories(root.resolve(path).getParent());
        Files.writeString(root.resolve(path), content);
    }

    private void net(String name, String flags, String operstate) throws IOException {
        Files.createDirectories(root.resolve("sys/class/net/" + name + "/device"));
        file("sys/class/net/" + name + "/flags", flags + "\n");
        file("sys/class/net/" + name + "/operstate", operstate + "\n");
    }

    private void wifi(String name, String flags, String operstate) throws IOException {
        net(name, flags, operstate);
        file("sys/class/net/" + name + "/uevent", "DEVTYPE=wlan\nINTERFACE=" + name + "\nIFINDEX=3\n");
    }

    private void program(String name, String body) throws IOException {
        var script = Files.writeString(
                bin.resolve(name),
                "#!/bin/sh\necho " + name + " \"$@\" >> " + dir.resolve("calls") + "\n" + body + "\n");
        Files.setPosixFilePermissions(script, PosixFilePermissions.fromString("rwx------"));
    }

    private void prints(String name, String output) throws IOException {
        Files.writeString(dir.resolve(name + ".out"), output);
        program(name, "/bin/cat " + dir.resolve(name + ".out"));
    }

    private void mmcli(String modem) throws IOException {
        Files.writeString(dir.resolve("list"), recorded("mmcli-list.json"));
        Files.writeString(dir.resolve("modem"), recorded(modem));
        program(
                "mmcli",
                "if [ \"$1\" = -L ]; then /bin/cat " + dir.resolve("list") + "; else /bin/cat " + dir.resolve("modem")
                        + "; fi");
    }

    private List<String> calls() throws IOException {
        return Files.exists(dir.resolve("calls")) ? Files.readAllLines(dir.resolve("calls")) : List.of();
    }

    private CheckIn.Transport settled(HostTransports host, String name) {
        host.facts();
        letAnswer();
        return host.facts().byName().get(name);
    }

    @Test
    void wifi_tells_what_iw_prints_and_nobody_waits_for_it() throws IOException {
        wifi("wlan0", "0x1003", "up");
        prints("iw", recorded("iw-connected.txt"));
        var host = host();
        assertThat(host.facts().byName().get("wifi").ssid())
                .as("asked, not awaited")
                .isNull();
        letAnswer();
        var wifi = host.facts().byName().get("wifi");
        assertThat(wifi.ssid()).isEqualTo("plant-2");
        assertThat(wifi.rssiDbm()).isEqualTo(-61);
        assertThat(wifi.admin()).isTrue();
        assertThat(wifi.up()).isTrue();
        assertThat(calls()).containsExactly("iw dev wlan0 link");
    }

    @Test
    void programs_are_asked_again_only_after_a_while() throws IOException {
        wifi("wlan0", "0x1003", "up");
        prints("iw", recorded("iw-connected.txt"));
        var host = host();
        for (var i = 0; i < 100; i++) {
            settled(host, "wifi");
        }
        assertThat(calls()).hasSize(1);
        nanos += Remembered.FRESH.toNanos();
        prints("iw", recorded("iw-odd-name.txt"));
        assertThat(settled(host, "wifi").rssiDbm()).isEqualTo(-7);
        assertThat(calls()).hasSize(2);
    }

    @Test
    void without_iw_the_kernel_tells_the_signal() throws IOException {
        wifi("wlan0", "0x1003", "up");
        file("proc/net/wireless", recorded("proc-net-wireless.txt"));
        var host = host();
        assertThat(settled(host, "wifi").rssiDbm()).isEqualTo(-56);
        assertThat(host.facts().byName().get("wifi").ssid()).isNull();
    }

    @Test
    void wifi_that_is_not_up_is_not_asked_for_its_network() throws IOException {
        wifi("wlan0", "0x1003", "down");
        prints("iw", recorded("iw-connected.txt"));
        assertThat(settled(host(), "wifi").up()).isFalse();
        assertThat(calls()).isEmpty();
    }

    @Test
    void a_radio_that_was_switched_off_is_off_on_purpose() throws IOException {
        wifi("wlan0", "0x1003", "down");
        file("sys/class/net/wlan0/phy80211/rfkill0/soft", "0\n");
        file("sys/class/net/wlan0/phy80211/rfkill0/hard", "0\n");
        assertThat(settled(host(), "wifi").admin()).isTrue();
        file("sys/class/net/wlan0/phy80211/rfkill0/soft", "1\n");
        var off = settled(host(), "wifi");
        assertThat(off.admin()).isFalse();
        assertThat(off.sent()).as("a dash, and no figures").isNull();
    }

    @Test
    void an_interface_that_was_switched_off_is_told_from_one_that_failed() throws IOException {
        net("eth0", "0x1003", "down");
        net("wwan0", "0x1002", "down");
        var facts = host().facts().byName();
        assertThat(facts.get("eth").admin()).isTrue();
        assertThat(facts.get("eth").up()).isFalse();
        assertThat(facts.get("cell").admin()).isFalse();
    }

    @Test
    void cell_tells_what_modem_manager_knows() throws IOException {
        net("wwan0", "0x1003", "up");
        mmcli("mmcli-connected.json");
        var cell = settled(host(), "cell");
        assertThat(cell)
                .isEqualTo(new CheckIn.Transport(true, true, null, null, 21, "home", "Telekom.de", null, 0L, 0L));
        assertThat(calls()).containsExactly("mmcli -L -J", "mmcli -m " + MODEM + " -J");
    }

    @Test
    void a_modem_that_is_off_is_off_on_purpose_and_one_without_a_network_is_a_fault() throws IOException {
        net("wwan0", "0x1002", "down");
        mmcli("mmcli-disabled.json");
        assertThat(settled(host(), "cell").admin()).isFalse();
        mmcli("mmcli-searching.json");
        var searching = settled(host(), "cell");
        assertThat(searching.admin())
                .as("the modem knows better than its interface")
                .isTrue();
        assertThat(searching.up()).isFalse();
        assertThat(searching.registration()).isEqualTo("searching");
    }

    @Test
    void a_modem_without_an_interface_is_told_too_and_a_dialled_connection_is_its_own() throws IOException {
        mmcli("mmcli-failed.json");
        var host = host();
        assertThat(settled(host, "cell").up()).isFalse();
        net("ppp0", "0x10d1", "unknown");
        assertThat(host.facts().byName()).containsOnlyKeys("cell");
    }

    @Test
    void programs_that_fail_hang_or_flood_tell_nothing() throws IOException {
        wifi("wlan0", "0x1003", "up");
        net("wwan0", "0x1003", "up");
        program("mmcli", "echo error: couldn\\'t connect to the bus; exit 1");
        Files.writeString(dir.resolve("half"), recorded("iw-connected.txt"));
        var failing = "/bin/cat " + dir.resolve("half") + "; exit 237";
        for (var body : List.of(failing, "exec /bin/sleep 60", "/bin/sleep 60", "while :; do echo flood; done")) {
            program("iw", body);
            var host = host();
            assertThat(settled(host, "wifi").ssid()).as(body).isNull();
            assertThat(host.facts().byName().get("cell").up()).isTrue();
        }
    }

    @Test
    void what_a_program_started_ends_with_it() throws Exception {
        program("iw", "/bin/sleep 3600 & echo $! > " + dir.resolve("pid") + "; wait");
        var run =
                CompletableFuture.supplyAsync(() -> Programs.on(bin.toString()).run("iw"));
        try {
            assertThat(run.get(60, TimeUnit.SECONDS)).as("a program that hangs").isEmpty();
        } finally {
            var sleeper = Long.parseLong(Files.readString(dir.resolve("pid")).strip());
            ProcessHandle.of(sleeper).ifPresent(ProcessHandle::destroyForcibly);
        }
    }

    @Test
    void a_host_without_any_of_it_asks_nobody_and_tells_nothing() {
        var host = host();
        assertThat(host.facts().byName()).isEmpty();
        assertThat(host.carrier()).isEqualTo("eth");
        assertThat(elsewhere).isEmpty();
    }

    @Test
    void the_programs_see_nothing_of_the_agents_environment() throws IOException {
        wifi("wlan0", "0x1003", "up");
        program("iw", "/usr/bin/env > " + dir.resolve("environment"));
        settled(host(), "wifi");
        assertThat(Files.readAllLines(dir.resolve("environment")))
                .allMatch(line -> line.matches("(LC_ALL|PATH|PWD|OLDPWD|SHLVL|_)=.*"));
    }

    @Test
    void two_interfaces_of_a_kind_are_both_told() throws IOException {
        net("eth0", "0x1003", "up");
        net("eth1", "0x1003", "up");
        assertThat(host().facts().byName()).containsOnlyKeys("eth", "eth-eth1");
    }

    @Test
    void the_default_route_of_the_lowest_metric_names_the_carrier() throws IOException {
        wifi("wlan0", "0x1003", "up");
        net("wwan0", "0x1003", "up");
        net("eth0", "0x1003", "up");
        file(
                "proc/net/route",
                ROUTES
                        + "eth0\t0000A8C0\t00000000\t0001\t0\t0\t0\t00FFFFFF\n"
                        + "wwan0\t00000000\t00000000\t0001\t0\t0\t700\t00000000\n"
                        + "wlan0\t00000000\t0100A8C0\t0003\t0\t0\t600\t00000000\n"
                        + "eth0\t00000000\t0100A8C0\t0002\t0\t0\t100\t00000000\n");
        assertThat(host().carrier()).isEqualTo("wifi");
        var local = new HostTransports(true, root, Programs.on(""), elsewhere::add, () -> nanos);
        assertThat(local.carrier()).isEqualTo("loopback");
    }

    @Test
    void a_host_with_ipv6_alone_has_a_carrier_too() throws IOException {
        net("wwan0", "0x1003", "up");
        var zero = "0".repeat(32);
        file(
                "proc/net/ipv6_route",
                zero + " 00 " + zero + " 00 " + zero + " ffffffff 00000001 00000000 00200200       lo\n" + zero + " 00 "
                        + zero + " 00 fe800000000000000000000000000001 00000400 00000001 00000000 00000003    wwan0\n");
        assertThat(host().carrier()).isEqualTo("cell");
    }

    @Test
    void sends_failures_and_switches_are_counted_where_they_happened() throws IOException {
        wifi("wlan0", "0x1003", "up");
        net("wwan0", "0x1003", "up");
        route("wlan0");
        var host = host();
        host.sent();
        host.sent();
        host.failed();
        route("wwan0");
        host.sent();
        file("proc/net/route", ROUTES);
        host.failed();
        route("wlan0");
        assertThat(host.carrier()).isEqualTo("wifi");
        var facts = host.facts();
        assertThat(facts.switches()).isEqualTo(2);
        assertThat(facts.byName().get("wifi").sent()).isEqualTo(2);
        assertThat(facts.byName().get("wifi").failed()).isEqualTo(1);
        assertThat(facts.byName().get("cell").sent()).isEqualTo(1);
        assertThat(facts.byName().get("cell").failed())
                .as("with no route, where the last one led")
                .isEqualTo(1);
    }

    private void route(String name) throws IOException {
        file("proc/net/route", ROUTES + name + "\t00000000\t0100A8C0\t0003\t0\t0\t600\t00000000\n");
    }

    @Test
    void kinds_are_known_by_what_the_kernel_says_else_by_the_name() throws IOException {
        file("sys/class/net/radio/uevent", "DEVTYPE=wwan\n");
        Files.createDirectories(root.resolve("sys/class/net/old/wireless"));
        for (var expected : List.of("radio cell", "old wifi", "wwan0 cell", "ppp0 cell", "enp3s0 eth", "lo loopback")) {
            var words = expected.split(" ");
            assertThat(new SysInterface(root.resolve("sys/class/net/" + words[0])).kind())
                    .isEqualTo(words[1]);
        }
    }

    @Test
    void this_hosts_own_are_told_without_harm() {
        var host = new HostTransports(false);
        assertThat(host.facts().byName()).hasSizeLessThanOrEqualTo(16);
        assertThat(host.carrier()).isNotBlank();
    }
}
