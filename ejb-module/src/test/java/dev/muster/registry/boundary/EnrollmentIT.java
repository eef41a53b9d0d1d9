package dev.muster.registry.boundary;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.identity.boundary.Installation;
import dev.muster.identity.boundary.Keyring;
import dev.muster.platform.Caller;
import dev.muster.platform.Refusal;
import dev.muster.platform.Role;
import dev.muster.platform.Scope;
import dev.muster.protocol.Enrollment;
import dev.muster.protocol.crypto.RequestSignature;
import dev.muster.registry.entity.DeviceState;
import dev.muster.registry.entity.DoorRecord;
import dev.muster.testbed.OneServer;
import dev.muster.testbed.Refused;
import dev.muster.testbed.ServerTest;
import dev.muster.testbed.World;
import jakarta.annotation.Resource;
import jakarta.enterprise.concurrent.ManagedExecutorService;
import jakarta.inject.Inject;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.Future;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class EnrollmentIT extends ServerTest {

    @Inject
    private Enrollments enrollments;

    @Inject
    private EnrollmentKeys keys;

    @Inject
    private Devices devices;

    @Inject
    private Installation installation;

    @Inject
    private DeviceDoor door;

    @Inject
    private Keyring keyring;

    @Resource
    private ManagedExecutorService threads;

    private World.Org org;
    private Caller manager;
    private String id;

    @BeforeEach
    void an_org_with_a_manager() {
        org = world.org();
        manager = world.person(org, Role.MANAGER);
        id = World.name("pump");
    }

    @Test
    void an_unknown_device_with_a_good_key_gets_a_secret_and_a_token() {
        var key = keys.create(manager, "line 3", null, null, true);
        var enrollment = enroll(id, key.key(), "Pump seven");
        assertThat(Base64.getDecoder().decode(enrollment.secret())).hasSize(32);
        assertThat(keyring.deviceOfToken(enrollment.token())).contains(new Keyring.DeviceClaims(id, 1));
        assertThat(door.byToken(enrollment.token())).isPresent();
        var device = devices.get(manager, id);
        assertThat(device.label()).isEqualTo("Pump seven");
        assertThat(device.state()).isEqualTo("active");
        assertThat(device.firmware()).isEqualTo("1.4.2");
        assertThat(keys.list(manager)).singleElement().satisfies(each -> {
            assertThat(each.uses()).isEqualTo(1);
            assertThat(each.key()).as("shown once").isNull();
        });
        assertThat(world.texts("select action from audit_entry where target_id = ?", id))
                .containsExactly("device.enrolled");
    }

    @Test
    void the_secret_is_not_in_the_database_in_the_clear() {
        var enrollment = enroll(id, keys.create(manager, "k", null, null, true).key(), null);
        var secret = Base64.getDecoder().decode(enrollment.secret());
        assertThat(world.texts(
                        "select 1 from device_credential k join device d on d.id = k.device"
                                + " where d.device_id = ? and position(? in k.secret) > 0",
                        id,
                        secret))
                .isEmpty();
    }

    @Test
    void the_key_of_the_configuration_enrolls_into_the_default_org() {
        enroll(id, OneServer.ENROLLMENT_KEY, null);
        assertThat(world.text("select o.slug from device d join org o on o.id = d.org_id where d.device_id = ?", id))
                .isEqualTo("default");
    }

    @Test
    void unknown_revoked_expired_and_used_up_keys_get_one_answer_and_leave_no_device() {
        var revoked = keys.create(manager, "revoked", null, null, true);
        keys.revoke(manager, revoked.id());
        var expired = keys.create(manager, "expired", Instant.now().plusSeconds(60), null, true);
        world.change("update enrollment_key set expires_at = now() where id = ?", expired.id());
        var used = keys.create(manager, "once", null, 1, true);
        enroll(World.name("pump"), used.key(), null);

        var answers = new ArrayList<String>();
        for (var key : new String[] {"no such key", null, "", revoked.key(), expired.key(), used.key()}) {
            var refusal = Refused.by(() -> enroll(id, key, null));
            answers.add(refusal.status() + " " + refusal.code() + " " + refusal.getMessage());
        }
        assertThat(answers).containsOnly(answers.get(0));
        assertThat(answers.get(0)).startsWith("401 enrollment-key");
        assertThat(world.texts("select id from device where device_id = ?", id)).isEmpty();
    }

    @Test
    void a_refused_enrollment_does_not_count_as_a_use_of_the_key() {
        var key = keys.create(manager, "twice", null, 2, true);
        enroll(id, key.key(), null);
        Refused.by(() -> enroll(id, key.key(), null));
        Refused.by(() -> enroll("not an id!", key.key(), null));
        assertThat(keys.list(manager).get(0).uses()).isEqualTo(1);
    }

    @Test
    void a_known_device_is_refused_whatever_key_it_shows_and_whoever_owns_it() {
        enroll(id, keys.create(manager, "k", null, null, true).key(), null);
        var elsewhere = world.person(Role.MANAGER);
        var foreignKey = keys.create(elsewhere, "k", null, null, true).key();
        assertThat(Refused.with(() -> enroll(id, foreignKey, null))).isEqualTo("403 known-device");
        assertThat(Refused.with(() -> enroll(id, OneServer.ENROLLMENT_KEY, null)))
                .isEqualTo("403 known-device");
        assertThat(devices.get(manager, id).org()).isEqualTo(org.slug());
    }

    @Test
    void a_key_of_another_org_than_the_device_believes_is_refused() {
        var key = keys.create(manager, "k", null, null, true).key();
        assertThat(Refused.with(() ->
                        enrollments.enroll(new Enrollments.Application(id, key, null, "default", null, null), "r")))
                .isEqualTo("403 enrollment-org");
        var fits = new Enrollments.Application(id, key, null, org.slug(), null, null);
        assertThat(enrollments.enroll(fits, "r")).isNotNull();
    }

    @Test
    void T_E03_by_default_a_device_waits_in_the_org_until_a_person_accepts_it() {
        var key = keys.create(manager, "k", null, null, false).key();
        var enrollment = enroll(id, key, "Pump seven");
        var device = devices.get(manager, id);
        assertThat(device.state()).isEqualTo("ejected");
        assertThat(device.label()).isEqualTo("Pump seven");
        var known = door.byToken(enrollment.token()).orElseThrow();
        assertThat(known.state().mayTalk()).isFalse();
        assertThat(Refused.with(() -> enrollments.renew(known, signature(known, 1), World.ADDRESS, "r")))
                .isEqualTo("403 device-ejected");
        assertThat(Refused.with(() -> enroll(id, key, null)))
                .as("whoever comes next with its id")
                .isEqualTo("403 known-device");
        world.move(manager, id, DeviceState.ACTIVE, "that is ours");
        assertThat(door.byToken(enrollment.token()).orElseThrow().state().mayTalk())
                .isTrue();
    }

    @Test
    void T_E03_a_device_that_was_accepted_and_ejected_since_takes_nobodys_place_in_the_queue() {
        var key = keys.create(manager, "k", null, null, false).key();
        for (var i = 0; i < OneServer.WAITING; i++) {
            var each = World.name("pump");
            enroll(each, key, null);
            world.move(manager, each, DeviceState.ACTIVE, "ours");
            world.move(manager, each, DeviceState.EJECTED, "parked");
        }
        assertThat(devices.waiting(manager)).isZero();
        enroll(id, key, null);
        assertThat(devices.get(manager, id).status()).isEqualTo("waiting");
        assertThat(devices.waiting(manager)).isOne();
    }

    @Test
    void T_E03_a_key_that_asks_nobody_admits_only_so_many_in_an_hour() {
        var key = keys.create(manager, "line 3", null, null, true);
        for (var i = 0; i < OneServer.ADMITTED; i++) {
            enroll(World.name("pump"), key.key(), null);
        }
        assertThat(Refused.with(() -> enroll(id, key.key(), null))).isEqualTo("429 rate");
        assertThat(keys.list(manager).get(0).uses()).isEqualTo(OneServer.ADMITTED);
        enroll(
                World.name("pump"),
                keys.create(manager, "another", null, null, true).key(),
                null);
        world.change("update enrollment_key set hour_began = now() - interval '61 minutes' where id = ?", key.id());
        enroll(id, key.key(), null);
        assertThat(world.number("select hour_uses from enrollment_key where id = ?", key.id()))
                .isOne();
    }

    @Test
    void the_key_of_the_configuration_does_at_each_start_what_the_configuration_says() {
        var approve = "select approve::text from enrollment_key where name = 'From the configuration'";
        world.change("update enrollment_key set approve = false where name = 'From the configuration'");
        installation.prepare(Scope.ofPlatform());
        assertThat(world.texts(approve)).containsOnly("true");
        var changes = "select count(*) from audit_entry where action = 'enrollment-key.changed'";
        var before = world.number(changes);
        assertThat(before).isPositive();
        installation.prepare(Scope.ofPlatform());
        assertThat(world.number(changes)).as("nothing was to be changed").isEqualTo(before);
        // a start writes down that nobody was there until now; other tests measure silence
        world.change("delete from outage");
    }

    @Test
    void a_name_keeps_no_control_or_bidirectional_characters() {
        assertThat(keys.create(manager, " li\u202ene\u0007 ", null, null, true).name())
                .isEqualTo("li\ufffdne\ufffd");
    }

    @Test
    void no_more_devices_wait_for_acceptance_than_an_org_may_have() {
        var key = keys.create(manager, "k", null, null, false);
        for (var i = 0; i < OneServer.WAITING; i++) {
            enroll(World.name("pump"), key.key(), null);
        }
        assertThat(Refused.with(() -> enroll(id, key.key(), null))).isEqualTo("429 pool-full");
        assertThat(world.texts("select id from device where device_id = ?", id)).isEmpty();
        assertThat(keys.list(manager).get(0).uses()).isEqualTo(OneServer.WAITING);
    }

    @Test
    void of_many_enrollments_of_one_id_at_once_exactly_one_gets_it() throws Exception {
        var key = keys.create(manager, "k", null, null, true).key();
        var together = new CyclicBarrier(6);
        var tries = new ArrayList<Future<String>>();
        for (var i = 0; i < 6; i++) {
            tries.add(threads.submit((Callable<String>) () -> {
                together.await();
                try {
                    return enroll(id, key, null).secret();
                } catch (Refusal refusal) {
                    return refusal.code();
                }
            }));
        }
        var answers = new ArrayList<String>();
        for (var each : tries) {
            answers.add(each.get());
        }
        assertThat(answers).filteredOn(answer -> !answer.equals("known-device")).hasSize(1);
        assertThat(world.number("select count(*) from device where device_id = ?", id))
                .isEqualTo(1);
        assertThat(keys.list(manager).get(0).uses()).isEqualTo(1);
    }

    @Test
    void of_many_devices_at_once_no_more_than_the_key_allows_get_in() throws Exception {
        var key = keys.create(manager, "two", null, 2, true).key();
        var together = new CyclicBarrier(5);
        var tries = new ArrayList<Future<Boolean>>();
        for (var i = 0; i < 5; i++) {
            tries.add(threads.submit((Callable<Boolean>) () -> {
                together.await();
                try {
                    return enroll(World.name("pump"), key, null) != null;
                } catch (Refusal refusal) {
                    return false;
                }
            }));
        }
        var in = 0;
        for (var each : tries) {
            in += each.get() ? 1 : 0;
        }
        assertThat(in).isEqualTo(2);
    }

    @Test
    void a_device_that_signs_with_its_secret_gets_a_new_one() {
        var old = enroll(id, keys.create(manager, "k", null, null, true).key(), null);
        var known = door.claimed(id).orElseThrow();
        var renewed = enrollments.renew(known, signature(known, 1), World.ADDRESS, "r");
        assertThat(renewed.secret()).isNotEqualTo(old.secret());
        assertThat(door.byToken(renewed.token())).isPresent();
        assertThat(door.claimed(id).orElseThrow().credentialVersion()).isEqualTo(2);
        assertThat(world.texts("select action from audit_entry where target_id = ? order by id", id))
                .containsExactly("device.enrolled", "device.credential-renewed");
    }

    @Test
    void a_renewal_is_not_taken_twice() {
        enroll(id, keys.create(manager, "k", null, null, true).key(), null);
        var first = door.claimed(id).orElseThrow();
        enrollments.renew(first, signature(first, 5), World.ADDRESS, "r");
        var second = door.claimed(id).orElseThrow();
        assertThat(Refused.with(() -> enrollments.renew(second, signature(second, 5), World.ADDRESS, "r")))
                .isEqualTo("401 replay");
        assertThat(door.claimed(id).orElseThrow().credentialVersion()).isEqualTo(2);
    }

    @Test
    void a_disabled_device_gets_no_new_secret() {
        enroll(id, keys.create(manager, "k", null, null, true).key(), null);
        world.move(manager, id, DeviceState.DISABLED, "lost");
        var known = door.claimed(id).orElseThrow();
        assertThat(Refused.with(() -> enrollments.renew(known, signature(known, 1), World.ADDRESS, "r")))
                .isEqualTo("403 device-disabled");
    }

    @Test
    void a_token_of_a_revoked_credential_opens_nothing() {
        var enrollment = enroll(id, keys.create(manager, "k", null, null, true).key(), null);
        world.change(
                "update device_credential set revoked_at = now() where device = (select id from device where device_id = ?)",
                id);
        assertThat(door.byToken(enrollment.token())).isEmpty();
        assertThat(door.claimed(id)).isEmpty();
    }

    @Test
    void only_managers_make_and_revoke_keys_and_only_their_own() {
        var operator = world.person(org, Role.OPERATOR);
        assertThat(Refused.with(() -> keys.create(operator, "k", null, null, true)))
                .isEqualTo("403 forbidden");
        assertThat(Refused.with(() -> keys.list(operator))).isEqualTo("403 forbidden");
        var key = keys.create(manager, "k", null, null, true);
        assertThat(Refused.with(() -> keys.revoke(operator, key.id()))).isEqualTo("403 forbidden");
        var elsewhere = world.person(Role.ADMIN);
        assertThat(Refused.with(() -> keys.revoke(elsewhere, key.id()))).isEqualTo("404 not-found");
        assertThat(keys.list(elsewhere)).isEmpty();
    }

    @Test
    void a_key_without_a_name_or_with_a_time_in_the_past_is_refused() {
        assertThat(Refused.with(() -> keys.create(manager, " ", null, null, true)))
                .isEqualTo("422 invalid");
        assertThat(Refused.with(() -> keys.create(manager, "k", Instant.now().minusSeconds(1), null, true)))
                .isEqualTo("422 invalid");
        assertThat(Refused.with(() -> keys.create(manager, "k", null, 0, true))).isEqualTo("422 invalid");
    }

    private Enrollment enroll(String device, String key, String name) {
        return enrollments.enroll(
                new Enrollments.Application(device, key, name, null, "1.4.2", World.ADDRESS), World.name("request"));
    }

    private static RequestSignature signature(DoorRecord device, long nonce) {
        return RequestSignature.sign(
                "POST",
                "/api/v1/devices/" + device.deviceId() + "/token",
                null,
                null,
                Instant.now().getEpochSecond(),
                nonce,
                device.deviceId(),
                device.secret());
    }
}
