package dev.muster.launcher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HashMap;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ProxyTest {

    private static final Path CERTIFICATE = Path.of("/data/it's here/haproxy.pem");

    @TempDir
    private Path folder;

    @Test
    void the_configuration_is_the_shipped_one_with_the_addresses_before_it() throws IOException {
        var configuration = Proxy.configuration(read(Map.of("MUSTER_HTTP_PORT", "8080")), 21_000, CERTIFICATE);

        assertThat(configuration)
                .endsWith(Files.readString(Path.of("src/main/proxy/haproxy.cfg")))
                .contains("    setenv MUSTER_PROXY_HTTP '127.0.0.1:8080'\n")
                .contains("    setenv MUSTER_PROXY_NODE_1 '127.0.0.1:21000'\n")
                .doesNotContain(" setenv MUSTER_PROXY_HTTPS", " setenv MUSTER_PROXY_REQUESTS");
    }

    @Test
    void https_and_limits_are_in_it_where_they_are_set() {
        var settings = read(Map.of(
                "MUSTER_BIND", "::1",
                "MUSTER_HTTPS_PORT", "8443",
                "MUSTER_PROXY_REQUESTS_PER_ADDRESS", "70"));

        assertThat(Proxy.configuration(settings, 21_000, CERTIFICATE))
                .contains("    setenv MUSTER_PROXY_HTTPS '[0:0:0:0:0:0:0:1]:8443'\n")
                .contains("    setenv MUSTER_PROXY_CERTIFICATE '/data/it'\\''s here/haproxy.pem'\n")
                .contains("    setenv MUSTER_PROXY_REQUESTS_PER_ADDRESS '70'\n")
                .doesNotContain(" setenv MUSTER_PROXY_CONNECTIONS");
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "-1", "many", "1 # no", "999999999"})
    void a_limit_is_a_number(String value) {
        assertThatThrownBy(() -> read(Map.of("MUSTER_PROXY_CONNECTIONS_PER_ADDRESS", value)))
                .isInstanceOf(StartRefused.class)
                .hasMessageContaining("MUSTER_PROXY_CONNECTIONS_PER_ADDRESS has to be a whole number from 1 up, not");
    }

    @Test
    void the_server_behind_it_listens_on_loopback_alone_and_believes_the_proxy() {
        var settings = read(Map.of("MUSTER_BIND", "0.0.0.0", "MUSTER_HTTPS_PORT", "8443"));

        var served = settings.behindProxy(21_000);

        assertThat(served.localUrl()).isEqualTo("http://127.0.0.1:21000");
        assertThat(served.bind()).isEqualTo("127.0.0.1");
        assertThat(served.httpsPort()).isEmpty();
        assertThat(served.given()).containsEntry("MUSTER_TRUSTED_PROXY", "127.0.0.1");
        assertThat(settings.given()).doesNotContainKey("MUSTER_TRUSTED_PROXY");
    }

    @Test
    void another_proxy_in_front_of_it_is_refused() {
        var settings = read(Map.of("MUSTER_TRUSTED_PROXY", "192.0.2.1"));

        assertThatThrownBy(() -> settings.behindProxy(21_000))
                .isInstanceOf(StartRefused.class)
                .hasMessage("MUSTER_TRUSTED_PROXY names a proxy, and --proxy starts one: choose one of them");
    }

    @Test
    void haproxy_is_the_first_on_the_path_that_may_be_run() throws IOException {
        Files.createFile(Files.createDirectory(folder.resolve("a")).resolve("haproxy"));
        var program = Files.createFile(
                Files.createDirectory(folder.resolve("b")).resolve("haproxy"),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));

        assertThat(Proxy.find(folder.resolve("a") + ":" + folder.resolve("b"))).isEqualTo(program);
        for (var nowhere : new String[] {null, "", folder.resolve("a").toString()}) {
            assertThatThrownBy(() -> Proxy.find(nowhere))
                    .isInstanceOf(StartRefused.class)
                    .hasMessageContaining("apt-get install haproxy");
        }
    }

    private Settings read(Map<String, String> environment) {
        var all = new HashMap<>(environment);
        all.put("MUSTER_DATA_DIR", folder.toString());
        return Settings.read(all, Set.of(), OptionalInt.empty());
    }
}
