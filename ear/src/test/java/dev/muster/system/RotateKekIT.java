package dev.muster.system;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.platform.Kek;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;

/** Another key-encryption key for the running product, with all that other tests left in it, killed on the way. */
@Order(91)
class RotateKekIT extends SystemTest {

    private static final int MANY = 8_000;
    private static final Duration PATIENCE = Duration.ofSeconds(120);

    private final ProductDatabase database = new ProductDatabase(muster);
    private final Path kek = muster.data().resolve("kek");
    private final Path former = muster.data().resolve("kek.former");

    @Test
    void T_D11_a_rotation_killed_half_way_goes_on_and_everybody_comes_in_as_before() {
        var devices = IntStream.range(0, 12)
                .mapToObj(i -> WireDevice.enrolled(muster, "sealed"))
                .toList();
        var codes = withCodes();
        var apiKey = admin.post("/api/v1/auth/api-keys", Map.of("name", "before the rotation"))
                .expect(201)
                .data()
                .path("key")
                .asText();
        var keyed = Map.of("name", "batch " + UUID.randomUUID());
        var idempotency = UUID.randomUUID().toString();
        var factory = admin.with("Idempotency-Key", idempotency)
                .post("/api/v1/factory-keys", keyed)
                .expect(201);
        var old = Kek.read(kek);
        fill(old);

        refused("Muster runs on", "rotate-kek");
        muster.restarted(() -> {
            assertThat(muster.command("rotate-kek").exit()).isZero();
            assertThat(Kek.read(former).name()).isEqualTo(old.name());
            refused("under way already", "rotate-kek");
            refused("start Muster with it first", "rotate-kek", "--finish");
            without(former, () -> refused("is not the one this database was sealed under", "up"));
        });
        var next = Kek.read(kek);
        Eventually.value("some values moved", PATIENCE, () -> left(old), now -> now < MANY && now > 0);
        kill();
        var left = left(old);
        System.out.println("killed with " + left + " of " + MANY + " values left under the former key");
        assertThat(left).isPositive();
        muster.restarted(() -> {
            refused(
                    "values are still sealed under the former key-encryption key " + old.name(),
                    "rotate-kek",
                    "--finish");
            assertThat(former).exists();
            without(former, () -> refused("values are still sealed under the key-encryption key " + old.name(), "up"));
        });
        Eventually.value(
                "all values moved",
                PATIENCE,
                () -> left(old) + (int) Figures.of(muster).value("muster_kek_values_left"),
                now -> now == 0);
        assertThat(muster.command("rotate-kek", "--status").output())
                .contains(next.name() + "   in use", old.name() + "   former, 0 values are left");
        Eventually.value("the end is logged", WITHIN, this::log, lines -> lines.contains("none under " + old.name()));
        assertThat(log()).contains("sealed values from the key-encryption key " + old.name() + " to " + next.name());

        var finished = muster.command("rotate-kek", "--finish");
        assertThat(finished.exit()).as(finished.output()).isZero();
        assertThat(finished.output()).contains(old.name() + " is retired", "keep a copy");
        assertThat(former).doesNotExist();
        muster.restarted(() -> {});

        assertThat(database.texts("select action || ' ' || target_id || ' ' || actor_name from audit_entry"
                        + " where action like 'kek.%' order by id desc limit 2"))
                .containsExactly(
                        "kek.rotation-finished " + old.name() + " muster rotate-kek",
                        "kek.rotation-begun " + next.name() + " Muster");
        devices.forEach(device -> {
            assertThat(device.checkIn(device.checkInBody()).send().isSignedBack())
                    .isTrue();
            device.online().close();
        });
        muster.anonymous().post("/api/v1/auth/login", codes.login()).expect(200);
        muster.anonymous().bearing(apiKey).get("/api/v1/devices").expect(200);
        assertThat(admin.with("Idempotency-Key", idempotency)
                        .post("/api/v1/factory-keys", keyed)
                        .expect(201)
                        .data())
                .as("a repeat within a day finds its answer")
                .isEqualTo(factory.data());
        admin.get("/api/v1/auth/me").expect(200);
        database.change("delete from mail_letter where last_error = 'of RotateKekIT'");
    }

    private record Codes(String email, String password, Authenticator app) {

        Map<String, String> login() {
            return Map.of("email", email, "password", password, "totp", app.code(1));
        }
    }

    private Codes withCodes() {
        var email = database.person("VIEWER");
        var person = database.signIn(email);
        var secret = person.post("/api/v1/auth/totp", Map.of("password", muster.adminPassword()))
                .expect(200)
                .data()
                .path("secret")
                .asText();
        var app = new Authenticator(secret);
        person.post("/api/v1/auth/totp/confirm", Map.of("code", app.code(0))).expect(200);
        return new Codes(email, muster.adminPassword(), app);
    }

    /** Letters nobody sends, so that the move takes a while. */
    private void fill(Kek under) {
        for (var part = 0; part < MANY / 500; part++) {
            var letters = new StringBuilder();
            for (var i = 0; i < 500; i++) {
                var id = UUID.randomUUID();
                letters.append(i == 0 ? "" : ",")
                        .append("('%s', '\\x%s', now() + interval '1 year', 'of RotateKekIT')"
                                .formatted(id, HexFormat.of().formatHex(under.seal("mail:" + id, new byte[100]))));
            }
            database.change("insert into mail_letter (id, content, next_at, last_error) values " + letters);
        }
    }

    private int left(Kek key) {
        return Integer.parseInt(database.texts(
                        "select count(*) from mail_letter where sealed_key(content) = decode(?, 'hex')", key.name())
                .get(0));
    }

    private void kill() {
        var server = ProcessHandle.of(muster.serverPid()).orElseThrow();
        server.destroyForcibly();
        server.onExit().join();
    }

    private void refused(String sentence, String... command) {
        var said = muster.command(command);
        assertThat(said.output()).as(List.of(command).toString()).contains(sentence);
        assertThat(said.exit()).isNotZero();
    }

    private static void without(Path file, Runnable work) {
        var elsewhere = file.resolveSibling("elsewhere");
        try {
            Files.move(file, elsewhere);
            work.run();
            Files.move(elsewhere, file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private String log() {
        try {
            return Files.readString(muster.data().resolve("log/server.0.log"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
