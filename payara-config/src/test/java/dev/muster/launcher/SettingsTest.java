package dev.muster.launcher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SettingsTest {

    @TempDir
    private Path data;

    @Test
    void without_any_setting_the_defaults_of_the_documentation_hold() {
        var settings = read(Map.of());

        assertThat(settings.httpPort()).isEqualTo(8080);
        assertThat(settings.httpsPort()).isEmpty();
        assertThat(settings.bind()).isEqualTo("127.0.0.1");
        assertThat(settings.database()).isEmpty();
        assertThat(settings.adminEmail()).isEqualTo("admin@localhost");
        assertThat(settings.localUrl()).isEqualTo("http://127.0.0.1:8080");
    }

    @Test
    void the_environment_wins_over_the_file_and_the_option_over_both() throws IOException {
        Files.writeString(data.resolve("muster.properties"), "MUSTER_HTTP_PORT=1111\nMUSTER_ADMIN_EMAIL=a@b.example\n");

        assertThat(read(Map.of()).httpPort()).isEqualTo(1111);
        assertThat(read(Map.of("MUSTER_HTTP_PORT", "2222")).httpPort()).isEqualTo(2222);
        assertThat(read(Map.of("MUSTER_HTTP_PORT", "2222"), OptionalInt.of(3333))
                        .httpPort())
                .isEqualTo(3333);
        assertThat(read(Map.of()).adminEmail()).isEqualTo("a@b.example");
    }

    @Test
    void former_keys_are_files_separated_by_commas() throws IOException {
        var one = Files.createFile(data.resolve("one"));
        var two = Files.createFile(data.resolve("two"));
        assertThat(read(Map.of()).formerKeks()).isEmpty();
        assertThat(read(Map.of("MUSTER_KEK_FORMER_PATH", one + ", " + two)).formerKeks())
                .containsExactly(one, two);
    }

    @Test
    void other_variables_of_the_environment_are_nobodys_business() {
        assertThat(read(Map.of("PATH", "/bin", "MUSTARD", "hot")).given()).doesNotContainKeys("PATH", "MUSTARD");
    }

    @Test
    void a_password_that_anybody_would_guess_is_refused_with_one_sentence() {
        assertThatThrownBy(() -> read(Map.of("MUSTER_ADMIN_PASSWORD", "x")))
                .isInstanceOf(StartRefused.class)
                .hasMessage("MUSTER_ADMIN_PASSWORD: a password has at least 12 characters; a few words do well");
        assertThatThrownBy(() -> read(Map.of(
                        "MUSTER_ADMIN_EMAIL", "root@plant.example", "MUSTER_ADMIN_PASSWORD", "root@plant.example")))
                .hasMessageContaining("easy to guess");
        assertThat(read(Map.of("MUSTER_ADMIN_PASSWORD", "four words and a press"))
                        .adminPassword())
                .isPresent();
    }

    @ParameterizedTest
    @CsvSource(
            nullValues = "-",
            value = {
                "-, -, -, true",
                "::1, -, -, true",
                "0.0.0.0, -, -, false",
                "192.0.2.1, -, -, false",
                "-, a key of somebody else, -, false",
                "-, a key of somebody else, true, true",
                "0.0.0.0, -, true, true",
                "-, -, false, false"
            })
    void T_E03_only_a_key_made_here_for_a_server_that_only_this_machine_reaches_admits_without_a_person(
            String bind, String key, String told, boolean admits) {
        var given = new HashMap<String, String>();
        Optional.ofNullable(bind).ifPresent(value -> given.put("MUSTER_BIND", value));
        Optional.ofNullable(key).ifPresent(value -> given.put("MUSTER_ENROLLMENT_KEY", value));
        Optional.ofNullable(told).ifPresent(value -> given.put("MUSTER_AUTO_ENROLL", value));
        assertThat(read(given).autoEnroll()).isEqualTo(admits);
    }

    @Test
    void the_server_is_told_only_what_it_reads() {
        var given = Map.of(
                "MUSTER_DB_OWNER_USER", "owner",
                "MUSTER_DB_OWNER_PASSWORD", "secret",
                "MUSTER_TOKEN", "secret",
                "MUSTER_HTTP_PORT", "80",
                "MUSTER_ADMIN_PASSWORD", "first",
                "MUSTER_TRUSTED_PROXY", "127.0.0.1",
                "MUSTER_SESSION_IDLE", "PT5M",
                "MUSTER_DB_PASSWORD", "as given");

        assertThat(Server.environment(given, Set.of("MUSTER_SESSION_IDLE"), Map.of("MUSTER_DB_PASSWORD", "as used")))
                .isEqualTo(Map.of(
                        "MUSTER_ADMIN_PASSWORD", "first",
                        "MUSTER_TRUSTED_PROXY", "127.0.0.1",
                        "MUSTER_SESSION_IDLE", "PT5M",
                        "MUSTER_DB_PASSWORD", "as used"));
    }

    @Test
    void a_name_that_nobody_knows_is_refused_wherever_it_stands() throws IOException {
        assertThatThrownBy(() -> read(Map.of("MUSTER_HTP_PORT", "80"))).hasMessageContaining("MUSTER_HTP_PORT");

        Files.writeString(data.resolve("muster.properties"), "http.port=80\n");
        assertThatThrownBy(() -> read(Map.of())).hasMessageContaining("http.port");
    }

    @Test
    void what_the_server_and_the_command_line_read_is_known() {
        assertThat(read(Map.of("MUSTER_NODE_NAME", "a", "MUSTER_TOKEN", "t")).given())
                .containsEntry("MUSTER_NODE_NAME", "a");
    }

    @ParameterizedTest
    @CsvSource({
        "MUSTER_HTTP_PORT,0",
        "MUSTER_HTTP_PORT,65536",
        "MUSTER_HTTP_PORT,80a",
        "MUSTER_HTTP_PORT,''",
        "MUSTER_HTTPS_PORT,-1",
        "MUSTER_BIND,no such host",
        "MUSTER_TRUSTED_PROXY,proxy.example",
        "MUSTER_TRUSTED_PROXY,'127.0.0.1, 10.0.0.0/8'",
        "MUSTER_DB_URL,jdbc:mysql://x/y",
        "MUSTER_ADMIN_EMAIL,nobody",
        "MUSTER_AUTO_ENROLL,yes",
        "MUSTER_KEK_PATH,/no/such/file",
        "MUSTER_KEK_FORMER_PATH,/no/such/file",
        "MUSTER_OIDC_ONLY,yes"
    })
    void a_value_that_does_not_fit_is_refused_with_its_name(String name, String value) {
        assertThatThrownBy(() -> read(Map.of(name, value)))
                .isInstanceOf(StartRefused.class)
                .hasMessageStartingWith(name);
    }

    @ParameterizedTest
    @CsvSource({
        "MUSTER_DB_USER,MUSTER_DB_URL",
        "MUSTER_DB_OWNER_USER,MUSTER_DB_URL",
        "MUSTER_DB_OWNER_PASSWORD,MUSTER_DB_OWNER_USER",
        "MUSTER_OIDC_ISSUER,MUSTER_OIDC_CLIENT_ID",
        "MUSTER_OIDC_CLIENT_ID,MUSTER_OIDC_ISSUER"
    })
    void half_a_login_is_refused(String given, String missing) {
        assertThatThrownBy(() -> read(Map.of(given, "x"))).hasMessage(given + " is set, but " + missing + " is not");
    }

    @ParameterizedTest
    @CsvSource({
        "http://login.example,false",
        "login.example,false",
        "https://,false",
        "http://127.0.0.1.example,false",
        "https://login.example/realms/factory,true",
        "http://127.0.0.1:8180/realms/factory,true",
        "http://localhost:8180,true"
    })
    void a_provider_is_reached_over_tls_or_on_this_machine(String issuer, boolean taken) {
        var given = Map.of("MUSTER_OIDC_ISSUER", issuer, "MUSTER_OIDC_CLIENT_ID", "muster");
        if (taken) {
            assertThat(read(given).given()).containsEntry("MUSTER_OIDC_ISSUER", issuer);
        } else {
            assertThatThrownBy(() -> read(given))
                    .hasMessage("MUSTER_OIDC_ISSUER has to be an https:// address, not " + issuer);
        }
    }

    @Test
    void a_mail_server_or_a_broker_of_another_kind_is_refused_before_anything_is_made() {
        for (var wrong : List.of("http://x", "smtp:mail", "smtps://", "mail.example")) {
            assertThatThrownBy(() -> read(Map.of("MUSTER_SMTP_URL", wrong, "MUSTER_MAIL_FROM", "a@b")))
                    .hasMessage("MUSTER_SMTP_URL has to begin with smtps:// or smtp:// and name a host");
        }
        assertThatThrownBy(() -> read(Map.of("MUSTER_MQTT_URL", "tcp://broker")))
                .hasMessage("MUSTER_MQTT_URL has to begin with mqtts:// or mqtt:// and name a host");
        for (var wrong : List.of("mqtt://broker.example", "mqtts://me:secret@broker.example")) {
            assertThatThrownBy(() -> read(Map.of("MUSTER_MQTT_URL", wrong)))
                    .hasMessage("MUSTER_MQTT_URL has to be mqtts:// for another machine, without a user in it");
        }
        var good = Map.of("MUSTER_SMTP_URL", "smtps://me%40x:p%2Fw@mail.example:465", "MUSTER_MAIL_FROM", "a@b");
        assertThat(read(good).given()).containsAllEntriesOf(good);
    }

    @Test
    void an_external_database_needs_its_login() {
        assertThatThrownBy(() -> read(Map.of("MUSTER_DB_URL", "jdbc:postgresql:x")))
                .hasMessage("MUSTER_DB_USER is missing");
    }

    @Test
    void a_server_on_every_address_is_asked_on_loopback() {
        assertThat(read(Map.of("MUSTER_BIND", "0.0.0.0")).localUrl()).isEqualTo("http://127.0.0.1:8080");
        assertThat(read(Map.of("MUSTER_BIND", "::1")).localUrl()).startsWith("http://[0:0:0:0:0:0:0:1]:");
    }

    private Settings read(Map<String, String> environment) {
        return read(environment, OptionalInt.empty());
    }

    private Settings read(Map<String, String> environment, OptionalInt port) {
        var whole = new HashMap<>(environment);
        whole.put("MUSTER_DATA_DIR", data.toString());
        return Settings.read(
                whole,
                Set.of(
                        "MUSTER_NODE_NAME",
                        "MUSTER_SMTP_URL",
                        "MUSTER_MAIL_FROM",
                        "MUSTER_MQTT_URL",
                        "MUSTER_OIDC_ISSUER",
                        "MUSTER_OIDC_CLIENT_ID",
                        "MUSTER_OIDC_ONLY"),
                port);
    }
}
