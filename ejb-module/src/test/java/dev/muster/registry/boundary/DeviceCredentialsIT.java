package dev.muster.registry.boundary;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.checkin.boundary.CheckIns;
import dev.muster.platform.Caller;
import dev.muster.platform.Role;
import dev.muster.protocol.Enrollment;
import dev.muster.protocol.crypto.RequestSignature;
import dev.muster.registry.entity.Claim;
import dev.muster.registry.entity.DeviceState;
import dev.muster.registry.entity.DoorRecord;
import dev.muster.testbed.Refused;
import dev.muster.testbed.ServerTest;
import dev.muster.testbed.Talk;
import dev.muster.testbed.World;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class DeviceCredentialsIT extends ServerTest {

    @Inject
    private DeviceCredentials credentials;

    @Inject
    private Enrollments enrollments;

    @Inject
    private ProvisionTokens tokens;

    @Inject
    private DeviceDoor door;

    @Inject
    private Connections connections;

    @Inject
    private CheckIns checkIns;

    private final AtomicLong numbers = new AtomicLong();
    private World.Org org;
    private Caller manager;
    private DoorRecord device;
    private String id;

    @BeforeEach
    void a_device() {
        org = world.org();
        manager = world.person(org, Role.MANAGER);
        device = world.device(manager);
        id = device.deviceId();
    }

    @Test
    void T_D10_after_a_rotation_both_secrets_work_until_the_overlap_is_over() {
        var rotated = credentials.rotate(manager, id);
        assertThat(rotated.previousUntil())
                .isBetween(
                        Instant.now().plus(Duration.ofHours(23)),
                        Instant.now().plus(Duration.ofHours(24).plusSeconds(1)));
        var anew = with(rotated.secret());
        assertThat(anew.credentialVersion()).isEqualTo(2);
        checkIn(device);
        checkIn(anew);
        checkIn(device);
        overlapEnds();
        assertThat(Refused.with(() -> checkIn(device))).isEqualTo("401 signature");
        assertThat(claim(device).kind()).isEqualTo(Claim.Kind.ENDED);
        checkIn(anew);
    }

    @Test
    void what_is_known_of_a_credential_is_told_to_who_sees_the_device() {
        var viewer = world.person(org, Role.VIEWER);
        credentials.rotate(manager, id);
        var known = credentials.get(viewer, id);
        assertThat(known.version()).isEqualTo(2);
        assertThat(known.previousVersion()).isEqualTo(1);
        assertThat(known.previousUntil()).isAfter(Instant.now());
        overlapEnds();
        assertThat(credentials.get(viewer, id).previousVersion()).isNull();
        credentials.revoke(manager, id);
        assertThat(credentials.get(viewer, id).revokedAt()).isNotNull();
        var stranger = world.person(world.org(), Role.ADMIN);
        assertThat(Refused.with(() -> credentials.get(stranger, id))).isEqualTo("404 not-found");
    }

    @Test
    void a_device_that_was_registered_without_one_gets_its_first_secret() {
        world.change("delete from device_credential where device = ?", device.device());
        assertThat(credentials.get(manager, id).version()).isNull();
        var made = credentials.rotate(manager, id);
        assertThat(made.version()).isEqualTo(1);
        assertThat(made.previousUntil()).isNull();
        checkIn(with(made.secret()));
    }

    @Test
    void T_D10_who_comes_with_an_ended_secret_is_in_the_audit_once_an_hour() {
        credentials.rotate(manager, id);
        overlapEnds();
        for (var i = 0; i < 3; i++) {
            door.ended(claim(device).device(), World.ADDRESS, "r");
        }
        assertThat(audited("device.old-credential-refused")).isEqualTo(1);
        world.change(
                "update device_credential set previous_refused_at = now() - interval '61 minutes' where device = ?",
                device.device());
        door.ended(claim(device).device(), World.ADDRESS, "r");
        assertThat(audited("device.old-credential-refused")).isEqualTo(2);
    }

    @Test
    void tokens_and_sockets_of_both_secrets_work_until_the_overlap_is_over() {
        var first = enroll();
        var old = door.byToken(first.token()).orElseThrow();
        var rotated = credentials.rotate(manager, old.deviceId());
        var sockets = Map.of(
                "old",
                World.pass(old),
                "new",
                World.pass(door.byToken(rotated.token()).orElseThrow()));
        assertThat(door.byToken(first.token())).isPresent();
        assertThat(door.stillValid(sockets)).hasSize(2);
        world.change("update device_credential set previous_until = now() where device = ?", old.device());
        assertThat(door.byToken(first.token())).isEmpty();
        assertThat(door.byToken(rotated.token())).isPresent();
        assertThat(door.stillValid(sockets)).containsOnlyKeys("new");
    }

    @Test
    void an_answer_that_is_lost_locks_nobody_out() {
        for (var lost = 0; lost < 3; lost++) {
            renew(device);
        }
        var kept = renew(device);
        checkIn(device);
        var anew = with(kept.secret());
        checkIn(anew);
        assertThat(Refused.with(() -> checkIn(device)))
                .as("the new one was used: the old one ended")
                .isEqualTo("401 signature");
        assertThat(claim(device).kind()).isEqualTo(Claim.Kind.ENDED);
    }

    @Test
    void a_socket_opened_with_the_new_token_ends_the_old_secret_too() {
        var renewed = renew(device);
        var pass = World.pass(door.byToken(renewed.token()).orElseThrow());
        assertThat(door.stillValid(Map.of("old", World.pass(device)))).hasSize(1);
        connections.opened(pass, UUID.randomUUID());
        assertThat(door.stillValid(Map.of("old", World.pass(device), "new", pass)))
                .containsOnlyKeys("new");
    }

    @Test
    void two_rotations_in_a_row_leave_the_device_the_secret_it_has() {
        checkIn(device);
        credentials.rotate(manager, id);
        var last = credentials.rotate(manager, id);
        checkIn(device);
        checkIn(with(last.secret()));
    }

    @Test
    void T_L01_a_revoked_credential_is_worth_nothing_at_once_previous_one_and_sockets_included() {
        var rotated = credentials.rotate(manager, id);
        var passes = Map.of("old", World.pass(device), "new", World.pass(with(rotated.secret())));
        credentials.revoke(manager, id);
        assertThat(door.claims(id)).isEmpty();
        assertThat(door.byToken(rotated.token())).isEmpty();
        assertThat(door.stillValid(passes)).isEmpty();
        assertThat(Refused.with(() -> checkIn(device))).isEqualTo("401 signature");
        credentials.revoke(manager, id);
        assertThat(audited("device.credential-revoked")).as("revoked once").isEqualTo(1);
        var again = credentials.rotate(manager, id);
        assertThat(again.previousUntil()).isNull();
        assertThat(door.claims(id)).hasSize(1);
        checkIn(with(again.secret()));
    }

    @Test
    void only_a_manager_of_the_device_rotates_and_revokes_and_nobody_a_retired_one() {
        var operator = world.person(org, Role.OPERATOR);
        var stranger = world.person(Role.ADMIN);
        assertThat(Refused.with(() -> credentials.rotate(operator, id))).isEqualTo("403 forbidden");
        assertThat(Refused.with(() -> credentials.revoke(operator, id))).isEqualTo("403 forbidden");
        assertThat(Refused.with(() -> credentials.rotate(stranger, id))).isEqualTo("404 not-found");
        assertThat(Refused.with(() -> credentials.revoke(stranger, id))).isEqualTo("404 not-found");
        world.move(manager, id, DeviceState.RETIRED, "old");
        assertThat(Refused.with(() -> credentials.rotate(manager, id))).isEqualTo("409 device-retired");
        assertThat(door.claims(id)).hasSize(1);
    }

    @Test
    void a_provision_token_lets_one_new_device_in_once() {
        var token = tokens.create(manager, "for the fitter", null, null).token();
        var first = World.name("pump");
        assertThat(Base64.getDecoder().decode(provision(token, first).secret())).hasSize(32);
        assertThat(world.text("select state from device where device_id = ?", first))
                .isEqualTo("active");
        assertThat(Refused.with(() -> provision(token, World.name("pump")))).isEqualTo("401 provision-token");
        assertThat(tokens.list(manager)).singleElement().satisfies(each -> {
            assertThat(each.usedBy()).isEqualTo(first);
            assertThat(each.usedAt()).isNotNull();
            assertThat(each.token()).as("shown once").isNull();
        });
    }

    @Test
    void unknown_expired_revoked_and_foreign_tokens_get_one_answer() {
        var expired = tokens.create(manager, "expired", null, null);
        world.change("update provision_token set expires_at = now() where id = ?", expired.id());
        var revoked = tokens.create(manager, "revoked", null, null);
        tokens.revoke(manager, revoked.id());
        var named = tokens.create(manager, "for another", World.name("pump"), null);
        for (var token : new String[] {null, "", "mpt_x", expired.token(), revoked.token(), named.token()}) {
            assertThat(Refused.with(() -> provision(token, World.name("pump")))).isEqualTo("401 provision-token");
        }
    }

    @Test
    void T_E04_a_known_device_needs_a_token_that_names_it_and_loses_what_it_had() {
        var any = tokens.create(manager, "any", null, null).token();
        assertThat(Refused.with(() -> provision(any, id))).isEqualTo("403 known-device");
        var permit = tokens.create(manager, "lost its disk", id, null).token();
        var pass = World.pass(device);
        var again = enrollments.enroll(
                new Enrollments.Application(id, permit, null, null, null, World.ADDRESS), "as an enrollment key");
        assertThat(door.stillValid(Map.of("old socket", pass))).isEmpty();
        assertThat(Refused.with(() -> checkIn(device))).isEqualTo("401 signature");
        checkIn(with(again.secret()));
        assertThat(Refused.with(() -> provision(permit, id))).isEqualTo("401 provision-token");
        assertThat(audited("device.re-enrolled")).isEqualTo(1);
        assertThat(provision(any, World.name("pump"))).as("it was not used up").isNotNull();
    }

    @Test
    void T_E04_a_token_of_another_org_does_not_open_the_device_even_where_it_names_it() {
        var elsewhere = world.person(Role.MANAGER);
        var token = tokens.create(elsewhere, "mine?", id, null).token();
        assertThat(Refused.with(() -> provision(token, id))).isEqualTo("403 known-device");
        checkIn(device);
    }

    @Test
    void a_disabled_or_retired_device_gets_no_secret_for_a_token() {
        for (var state : List.of(DeviceState.DISABLED, DeviceState.RETIRED)) {
            var token = tokens.create(manager, "x", id, null).token();
            world.move(manager, id, state, "x");
            assertThat(Refused.with(() -> provision(token, id))).isEqualTo("403 device-" + state.word());
        }
        assertThat(door.claims(id)).hasSize(1);
    }

    @Test
    void only_managers_make_see_and_revoke_tokens_of_their_org() {
        var operator = world.person(org, Role.OPERATOR);
        var token = tokens.create(manager, "x", null, null);
        assertThat(Refused.with(() -> tokens.create(operator, "x", null, null))).isEqualTo("403 forbidden");
        assertThat(Refused.with(() -> tokens.list(operator))).isEqualTo("403 forbidden");
        assertThat(Refused.with(() -> tokens.revoke(operator, token.id()))).isEqualTo("403 forbidden");
        var elsewhere = world.person(Role.ADMIN);
        assertThat(tokens.list(elsewhere)).isEmpty();
        assertThat(Refused.with(() -> tokens.revoke(elsewhere, token.id()))).isEqualTo("404 not-found");
        for (var wrong :
                new Instant[] {Instant.now().minusSeconds(1), Instant.now().plus(Duration.ofDays(366))}) {
            assertThat(Refused.with(() -> tokens.create(manager, "x", null, wrong)))
                    .isEqualTo("422 invalid");
        }
        assertThat(Refused.with(() -> tokens.create(manager, " ", null, null))).isEqualTo("422 invalid");
        assertThat(Refused.with(() -> tokens.create(manager, "x", "no id!", null)))
                .isEqualTo("422 invalid");
    }

    private Enrollment enroll() {
        var token = tokens.create(manager, "x", null, null).token();
        return provision(token, World.name("pump"));
    }

    private Enrollment provision(String token, String deviceId) {
        return enrollments.provision(
                new Enrollments.Application(deviceId, token, null, null, null, World.ADDRESS), "r");
    }

    private Enrollment renew(DoorRecord by) {
        var signature = RequestSignature.sign(
                "POST",
                "/api/v1/devices/" + id + "/token",
                null,
                null,
                Instant.now().getEpochSecond(),
                numbers.incrementAndGet(),
                id,
                by.secret());
        return enrollments.renew(by, signature, World.ADDRESS, "r");
    }

    private void checkIn(DoorRecord by) {
        var number = numbers.incrementAndGet();
        var body = Talk.bytes("{\"seq\":" + number + "}");
        checkIns.accept(World.pass(by), Talk.signed(by, number, body), body);
    }

    private DoorRecord with(String secret) {
        var bytes = Base64.getDecoder().decode(secret);
        return door.claims(id).stream()
                .map(Claim::device)
                .filter(each -> Arrays.equals(each.secret(), bytes))
                .findFirst()
                .orElseThrow();
    }

    private Claim claim(DoorRecord of) {
        return door.claims(id).stream()
                .filter(each -> each.device().equals(of))
                .findFirst()
                .orElseThrow();
    }

    private void overlapEnds() {
        world.change("update device_credential set previous_until = now() where device = ?", device.device());
    }

    private int audited(String action) {
        return (int) world.number("select count(*) from audit_entry where action = ? and target_id = ?", action, id);
    }
}
