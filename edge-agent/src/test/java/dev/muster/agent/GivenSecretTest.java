package dev.muster.agent;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.agent.command.LogEntry;
import dev.muster.agent.store.Identity;
import dev.muster.protocol.crypto.Hkdf;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Devices that have a secret before they ever met the server: registered by hand, or of a product batch. */
class GivenSecretTest {

    private static final byte[] KEY = new byte[32];
    private static final String KEY_TEXT;

    static {
        KEY[5] = 7;
        KEY_TEXT = Base64.getEncoder().encodeToString(KEY);
    }

    @TempDir
    Path dir;

    private final FakeServer server = new FakeServer();
    private final Bench bench = new Bench();

    @BeforeEach
    void open() {
        server.start();
    }

    @AfterEach
    void close() {
        bench.close();
        server.close();
    }

    private AgentConfig config(Identity given) {
        return AgentConfig.of(server.uri(), "edge-1", null, dir)
                .every(Duration.ofMillis(50))
                .holding(given);
    }

    private DeviceBook book() {
        return server.book("edge-1");
    }

    private String kept() throws IOException {
        return Files.readString(dir.resolve("identity.json"));
    }

    @Test
    void a_device_registered_by_hand_proves_itself_with_its_secret_then_gets_one_nobody_saw_and_a_socket()
            throws IOException {
        bench.aloud();
        book().keep(KEY);
        var first = bench.start(config(Identity.registered("edge-1", KEY_TEXT)));
        Eventually.await("the socket", () -> server.isConnected("edge-1"));
        assertThat(kept()).doesNotContain(KEY_TEXT).contains("\"token\"");
        assertThat(first.logged().stream().map(LogEntry::line)).noneMatch(line -> line.contains(KEY_TEXT));
        first.close();
        bench.start(config(null));
        Eventually.await("it comes again without", () -> server.isConnected("edge-1"));
        assertThat(book().faults()).isEmpty();
    }

    @Test
    void a_device_of_a_batch_registers_itself_with_a_check_in_that_names_the_key() throws IOException {
        server.factoryKey = KEY;
        bench.start(config(Identity.ofFactory("edge-1", FakeServer.FACTORY_KID, KEY_TEXT)));
        Eventually.await("the socket", () -> server.isConnected("edge-1"));
        assertThat(book().checkIns()).isNotEmpty();
        var derived = Base64.getEncoder().encodeToString(Hkdf.deviceSecret(KEY, "edge-1"));
        assertThat(kept()).doesNotContain(KEY_TEXT).doesNotContain(derived).doesNotContain("factory");
        assertThat(book().faults()).isEmpty();
    }

    @Test
    void the_secret_may_come_from_the_factory_in_the_place_of_the_key() throws IOException {
        server.factoryKey = KEY;
        var derived = Base64.getEncoder().encodeToString(Hkdf.deviceSecret(KEY, "edge-1"));
        Files.writeString(dir.resolve("identity.json"), """
                {"deviceId":"edge-1","secret":"%s","keyId":"factory:%s:edge-1"}""".formatted(derived, FakeServer.FACTORY_KID));
        bench.start(config(null));
        Eventually.await("the socket", () -> server.isConnected("edge-1"));
        assertThat(kept()).doesNotContain(derived);
        assertThat(book().faults()).isEmpty();
    }

    @Test
    void over_check_ins_only_it_does_the_same_without_a_socket() {
        server.factoryKey = KEY;
        bench.start(config(Identity.ofFactory("edge-1", FakeServer.FACTORY_KID, KEY_TEXT))
                .over(LinkMode.CHECKIN));
        Eventually.await("check-ins", () -> book().checkIns().size() > 1);
        Eventually.await(
                "its own secret", () -> dir.resolve("identity.json").toFile().exists());
        assertThat(book().connections()).isZero();
    }

    @Test
    void a_key_that_the_server_does_not_know_leads_nowhere_and_is_tried_again() {
        bench.aloud();
        var agent = bench.start(config(Identity.ofFactory("edge-1", FakeServer.FACTORY_KID, KEY_TEXT)));
        Eventually.await(
                "a refusal",
                () -> agent.logged().stream()
                        .anyMatch(entry -> entry.line().contains("401 is not signed and is not believed")));
        assertThat(dir.resolve("identity.json")).doesNotExist();
        server.factoryKey = KEY;
        Eventually.await("let in at last", () -> server.isConnected("edge-1"));
    }
}
