package dev.muster.agent.transport;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What {@code iw}, {@code mmcli} and the kernel print, as recorded. */
class RecordedOutputTest {

    static final String MODEM = "/org/freedesktop/ModemManager1/Modem/0";

    static String recorded(String name) {
        try (var in = RecordedOutputTest.class.getResourceAsStream(name)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Modem modem(String name) {
        return Modem.parse(MODEM, recorded(name)).orElseThrow();
    }

    @Test
    void iw_tells_the_network_and_its_signal() {
        assertThat(WifiLink.ofIw(recorded("iw-connected.txt"))).isEqualTo(new WifiLink("plant-2", -61));
        assertThat(WifiLink.ofIw(recorded("iw-not-connected.txt"))).isEqualTo(WifiLink.NONE);
    }

    @Test
    void a_network_may_be_called_anything() {
        assertThat(WifiLink.ofIw(recorded("iw-odd-name.txt"))).isEqualTo(new WifiLink(" Café a\\b \"x\"", -7));
    }

    @Test
    void the_kernel_tells_the_signal_of_its_own_interface() {
        var lines = recorded("proc-net-wireless.txt").lines().toList();
        assertThat(WifiLink.ofKernel(lines, "wlan0")).isEqualTo(new WifiLink(null, -56));
        assertThat(WifiLink.ofKernel(lines, "wlp2s0")).isEqualTo(new WifiLink(null, -91));
        assertThat(WifiLink.ofKernel(lines, "wlan1")).isEqualTo(WifiLink.NONE);
        assertThat(WifiLink.ofKernel(List.of(), "wlan0")).isEqualTo(WifiLink.NONE);
    }

    @Test
    void modems_are_listed_by_their_path_and_nothing_else_is_taken_for_one() {
        assertThat(Modem.list(recorded("mmcli-list.json"))).containsExactly(MODEM);
        assertThat(Modem.list("{\"modem-list\":[]}")).isEmpty();
        assertThat(Modem.list("{\"modem-list\":[\"--help\",\"" + MODEM + "; reboot\",7]}"))
                .isEmpty();
    }

    @Test
    void a_connected_modem_tells_signal_registration_and_operator() {
        var modem = modem("mmcli-connected.json");
        assertThat(modem).isEqualTo(new Modem(MODEM, List.of("wwan0"), "connected", true, 21, "home", "Telekom.de"));
        assertThat(modem.isConnected()).isTrue();
        assertThat(modem.isOff()).isFalse();
    }

    @Test
    void a_modem_that_was_switched_off_is_told_from_one_that_finds_no_network_or_failed() {
        assertThat(modem("mmcli-disabled.json").isOff()).isTrue();
        for (var name : List.of("mmcli-searching.json", "mmcli-failed.json")) {
            assertThat(modem(name).isOff()).as(name).isFalse();
            assertThat(modem(name).isConnected()).as(name).isFalse();
            assertThat(modem(name).csq()).as(name).isNull();
        }
        assertThat(modem("mmcli-searching.json").registration()).isEqualTo("searching");
        assertThat(modem("mmcli-failed.json").interfaces()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "error: couldn't find modem", "[]", "{}", "{\"modem\":7}", "{\"modem\":{\"generic\":[]}}"})
    void anything_else_is_no_modem(String output) {
        assertThat(Modem.parse(MODEM, output)).isEmpty();
        assertThat(Modem.list(output)).isEmpty();
    }
}
