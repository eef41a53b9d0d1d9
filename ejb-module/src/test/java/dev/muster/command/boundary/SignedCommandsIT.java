package dev.muster.command.boundary;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.command.entity.CommandState;
import dev.muster.command.entity.NewCommand;
import dev.muster.identity.boundary.OperatorKeys;
import dev.muster.identity.boundary.Orgs;
import dev.muster.identity.control.Passwords;
import dev.muster.platform.Caller;
import dev.muster.platform.Role;
import dev.muster.protocol.Json;
import dev.muster.protocol.OperatorSignature;
import dev.muster.protocol.WireCommand;
import dev.muster.protocol.crypto.Base64Url;
import dev.muster.testbed.CommandTest;
import dev.muster.testbed.Refused;
import jakarta.inject.Inject;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Commands that carry their sender's signature, and orgs that take no others. */
class SignedCommandsIT extends CommandTest {

    private static final String PASSWORD = "a long password 42";

    @Inject
    private OperatorKeys keys;

    @Inject
    private Orgs orgs;

    @Inject
    private Passwords passwords;

    private final UUID key = UUID.randomUUID();
    private final byte[] secret = secret(1);
    private final UUID id = UUID.randomUUID();
    private Instant issuedAt;
    private Instant expiresAt;

    @BeforeEach
    void an_operator_with_a_password_and_a_key() {
        operator = withPassword(Role.OPERATOR);
        keys.register(operator, key, Base64Url.encode(secret), PASSWORD, null);
        issuedAt = Instant.now().truncatedTo(ChronoUnit.MILLIS);
        expiresAt = issuedAt.plusSeconds(600);
    }

    @Test
    void a_signed_command_reaches_the_device_as_it_was_signed_and_stands_in_the_audit() {
        var signature = sign(device.deviceId(), 20, secret);
        assertThat(queue.queue(operator, device.deviceId(), logs(20, signature)).signed())
                .isTrue();
        assertThat(due(CommandDelivery.Resend.UNACKNOWLEDGED)).singleElement().satisfies(wire -> {
            assertThat(wire.operatorSignature()).isEqualTo(signature);
            assertThat(signed(wire).matches(signature, secret)).isTrue();
        });
        assertThat(audited("command.queued"))
                .contains("\"signed\": true", key.toString(), signature, Json.time(issuedAt), Json.time(expiresAt));
    }

    @Test
    void a_signature_over_anything_else_is_refused_and_only_the_audit_knows() {
        for (var wrong : new String[] {
            sign("another", 20, secret),
            sign(device.deviceId(), 21, secret),
            sign(device.deviceId(), 20, secret(2)),
            "",
            "not base64url!"
        }) {
            assertThat(Refused.with(() -> queue.queue(operator, device.deviceId(), logs(20, wrong))))
                    .isEqualTo("403 operator-signature");
        }
        var signature = sign(device.deviceId(), 20, secret);
        expiresAt = expiresAt.plusMillis(1);
        assertThat(Refused.with(() -> queue.queue(operator, device.deviceId(), logs(20, signature))))
                .isEqualTo("403 operator-signature");
        assertThat(world.number("select count(*) from command where id = ?", id))
                .isZero();
        assertThat(world.number(
                        "select count(*) from audit_entry where action = 'command.signature.refused' and target_id = ?",
                        device.deviceId()))
                .isEqualTo(6);
    }

    @Test
    void a_key_of_somebody_else_or_one_out_of_use_signs_nothing() {
        var signature = sign(device.deviceId(), 20, secret);
        var colleague = withPassword(Role.OPERATOR);
        assertThat(Refused.with(() -> queue.queue(colleague, device.deviceId(), logs(20, signature))))
                .isEqualTo("403 operator-signature");
        keys.register(operator, UUID.randomUUID(), Base64Url.encode(secret(3)), PASSWORD, null);
        assertThat(Refused.with(() -> queue.queue(operator, device.deviceId(), logs(20, signature))))
                .isEqualTo("403 operator-signature");
        keys.remove(operator);
        assertThat(keys.find(operator)).isEmpty();
        assertThat(Refused.with(() ->
                        queue.queue(operator, device.deviceId(), logs(20, sign(device.deviceId(), 20, secret(3))))))
                .isEqualTo("403 operator-signature");
    }

    @Test
    void a_signed_command_says_its_id_and_times_and_is_no_older_than_five_minutes() {
        var signed = new NewCommand.Signed(issuedAt, "x");
        assertThat(Refused.by(() -> NewCommand.of(null, "ping", null, expiresAt, null, signed))
                        .errors()
                        .get(0)
                        .pointer())
                .isEqualTo("/command/id");
        assertThat(Refused.by(() -> NewCommand.of(id, "ping", null, null, null, signed))
                        .errors()
                        .get(0)
                        .pointer())
                .isEqualTo("/expiresAt");
        assertThat(Refused.by(() -> NewCommand.of(id, "ping", null, expiresAt, null, new NewCommand.Signed(null, "x")))
                        .errors()
                        .get(0)
                        .pointer())
                .isEqualTo("/issuedAt");
        issuedAt = Instant.now().minusSeconds(310);
        var old = logs(20, sign(device.deviceId(), 20, secret));
        assertThat(Refused.by(() -> queue.queue(operator, device.deviceId(), old))
                        .errors()
                        .get(0)
                        .pointer())
                .isEqualTo("/issuedAt");
    }

    @Test
    void an_org_that_asks_for_signatures_takes_nothing_else() {
        var admin = withPassword(Role.ADMIN);
        orgs.signedCommands(admin, org.slug(), true, null, null, null);
        assertThat(Refused.with(() -> queue.queue(operator, device.deviceId(), ping(UUID.randomUUID()))))
                .isEqualTo("403 signature-required");
        assertThat(Refused.with(() -> queue.queue(admin, device.deviceId(), ping(UUID.randomUUID()))))
                .isEqualTo("403 signature-required");
        assertThat(queue.queue(operator, device.deviceId(), logs(20, sign(device.deviceId(), 20, secret)))
                        .state())
                .isEqualTo(CommandState.QUEUED);
        assertThat(Refused.with(() -> orgs.signedCommands(admin, org.slug(), false, null, "wrong", null)))
                .as("an open session alone does not end it")
                .isEqualTo("403 proof");
        orgs.signedCommands(admin, org.slug(), false, null, PASSWORD, null);
        assertThat(queue.queue(operator, device.deviceId(), ping(UUID.randomUUID()))
                        .signed())
                .isFalse();
    }

    @Test
    void only_administrators_ask_for_signatures_and_only_in_their_own_org() {
        var manager = world.person(org, Role.MANAGER);
        assertThat(Refused.with(() -> orgs.signedCommands(manager, org.slug(), true, null, null, null)))
                .isEqualTo("403 forbidden");
        var stranger = world.person(Role.ADMIN);
        assertThat(Refused.with(() -> orgs.signedCommands(stranger, org.slug(), true, null, null, null)))
                .isEqualTo("404 not-found");
        assertThat(world.text("select signed_commands::text from org where id = ?", org.id()))
                .isEqualTo("false");
    }

    @Test
    void a_session_alone_registers_no_key_and_an_id_is_used_once() {
        assertThat(Refused.by(() -> keys.register(operator, UUID.randomUUID(), Base64Url.encode(secret), "wrong", null))
                        .status())
                .isEqualTo(403);
        assertThat(Refused.with(() -> keys.register(operator, UUID.randomUUID(), "c2hvcnQ", PASSWORD, null)))
                .isEqualTo("422 invalid");
        assertThat(Refused.with(() -> keys.register(operator, key, Base64Url.encode(secret), PASSWORD, null)))
                .isEqualTo("409 key-exists");
        assertThat(keys.find(operator).orElseThrow().id()).isEqualTo(key);
    }

    private Caller withPassword(Role role) {
        var person = world.personWithHash(passwords.hash(PASSWORD));
        world.join(person, org, role);
        return world.signedIn(person, null);
    }

    private NewCommand logs(int lines, String signature) {
        return NewCommand.of(
                id,
                "pull_logs",
                Json.object().put("lines", lines),
                expiresAt,
                null,
                new NewCommand.Signed(issuedAt, signature));
    }

    private String sign(String deviceId, int lines, byte[] with) {
        return new OperatorSignature(deviceId, id, "pull_logs", Json.object().put("lines", lines), issuedAt, expiresAt)
                .with(with);
    }

    private OperatorSignature signed(WireCommand wire) {
        return new OperatorSignature(
                device.deviceId(), wire.id(), wire.type(), wire.args(), wire.issuedAt(), wire.expiresAt());
    }

    private String audited(String action) {
        return world.text(
                "select detail::text from audit_entry where action = ? and target_id = ? order by id desc limit 1",
                action,
                device.deviceId());
    }

    private static byte[] secret(int fill) {
        var bytes = new byte[OperatorSignature.KEY_BYTES];
        Arrays.fill(bytes, (byte) fill);
        return bytes;
    }
}
