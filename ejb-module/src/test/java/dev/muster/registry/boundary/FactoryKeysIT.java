package dev.muster.registry.boundary;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.checkin.boundary.CheckIns;
import dev.muster.checkin.entity.CheckInBody;
import dev.muster.platform.Caller;
import dev.muster.platform.ListQuery;
import dev.muster.platform.Refusal;
import dev.muster.platform.Role;
import dev.muster.protocol.crypto.Hkdf;
import dev.muster.registry.entity.Claim;
import dev.muster.registry.entity.DoorRecord;
import dev.muster.registry.entity.FactoryKeyView;
import dev.muster.registry.entity.Move;
import dev.muster.registry.entity.PoolQuery;
import dev.muster.registry.entity.UnclaimedDevice;
import dev.muster.testbed.OneServer;
import dev.muster.testbed.Refused;
import dev.muster.testbed.ServerTest;
import dev.muster.testbed.Talk;
import dev.muster.testbed.World;
import jakarta.annotation.Resource;
import jakarta.enterprise.concurrent.ManagedExecutorService;
import jakarta.inject.Inject;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.Future;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class FactoryKeysIT extends ServerTest {

    @Inject
    private FactoryKeys keys;

    @Inject
    private UnclaimedDevices waiting;

    @Inject
    private Conflicts conflicts;

    @Inject
    private Moves moves;

    @Inject
    private DeviceDoor door;

    @Inject
    private DeviceCredentials credentials;

    @Inject
    private EnrollmentKeys enrollmentKeys;

    @Inject
    private CheckIns checkIns;

    @Resource
    private ManagedExecutorService threads;

    private World.Org org;
    private Caller operator;
    private FactoryKeyView key;
    private FactoryKeyView elsewhere;
    private String id;

    @BeforeEach
    void a_batch() {
        org = world.org();
        operator = world.operator(org);
        key = keys.create(operator, "batch 7", "P-100", null, null);
        elsewhere = keys.create(world.operator(world.org()), "batch 8", null, null, null);
        id = World.name("board");
        world.change("update device set state = 'retired' where org_id is null");
    }

    @Test
    void a_first_check_in_registers_the_device_in_the_pool_and_further_ones_are_stored_against_it() {
        firstCheckIn(id);
        assertThat(waiting.list(operator, PoolQuery.of(null, null, 0, 50)).items())
                .filteredOn(each -> each.id().equals(id))
                .singleElement()
                .satisfies(each -> {
                    assertThat(each.label()).matches("[a-z]+-[a-z]+-\\d\\d");
                    assertThat(each.model()).isEqualTo("P-100");
                    assertThat(each.firmware()).isEqualTo("1.4.2");
                    assertThat(each.lastSeen()).isNotNull();
                    assertThat(each.cameFrom()).isNull();
                });
        var claim = claim(id, key);
        assertThat(claim.is(Claim.Kind.GOOD)).isTrue();
        assertThat(claim.device().secret()).isEqualTo(secret(key, id));
        checkIn(claim, 2);
        assertThat(world.number(
                        "select count(*) from reading where device = ?",
                        claim.device().device()))
                .isEqualTo(2);
        assertThat(keys.list(operator).get(0).uses()).isEqualTo(1);
        assertThat(world.texts("select action from audit_entry where target_id = ? and org_id is null order by id", id))
                .containsExactly("device.self-registered");
    }

    @Test
    void an_approved_device_goes_on_with_its_factory_secret_until_it_gets_another() {
        firstCheckIn(id);
        var manager = world.person(Role.MANAGER);
        moves.move(operator, id, new Move(manager.orgSlug(), null, "ordered"));
        checkIn(claim(id, key), 2);
        credentials.rotate(manager, id);
        assertThat(door.claims("factory:" + key.id() + ":" + id)).hasSize(2);
        credentials.revoke(manager, id);
        assertThat(door.claims("factory:" + key.id() + ":" + id)).isEmpty();
    }

    @Test
    void T_E01_what_is_not_valid_in_the_end_leaves_no_device() {
        for (var body : new String[] {"no json", "{}", "[]"}) {
            assertThat(Refused.with(() -> first(id, Talk.bytes(body), Instant.now())))
                    .as(body)
                    .isEqualTo("422 bad-checkin");
        }
        assertThat(Refused.with(
                        () -> first(id, Talk.bytes("{\"seq\":1}"), Instant.now().minusSeconds(400))))
                .isEqualTo("401 clock-skew");
        assertThat(world.texts("select id from device where device_id = ?", id)).isEmpty();
        assertThat(keys.list(operator).get(0).uses()).isZero();
    }

    @Test
    void T_E01_the_pool_takes_no_more_than_it_may() {
        for (var i = 0; i < OneServer.POOL; i++) {
            firstCheckIn(World.name("board"), i % 2 == 0 ? key : elsewhere);
        }
        assertThat(Refused.with(() -> firstCheckIn(id))).isEqualTo("429 pool-full");
        assertThat(world.texts("select id from device where device_id = ?", id)).isEmpty();
    }

    @Test
    void T_E01_a_full_pool_forgets_who_has_been_silent_for_longest_and_nobody_who_still_comes() {
        var waiting = new ArrayList<String>();
        for (var i = 0; i < OneServer.POOL; i++) {
            waiting.add(World.name("board"));
            firstCheckIn(waiting.get(i), i % 2 == 0 ? key : elsewhere);
        }
        silent(waiting.get(1), "59 minutes");
        assertThat(Refused.with(() -> firstCheckIn(id))).isEqualTo("429 pool-full");

        silent(waiting.get(2), "61 minutes");
        silent(waiting.get(3), "3 hours");
        firstCheckIn(id);
        assertThat(pool()).doesNotContain(waiting.get(3)).contains(id, waiting.get(2));
        assertThat(world.texts(
                        "select action from audit_entry where target_id = ? and org_id is null order by id",
                        waiting.get(3)))
                .containsExactly("device.self-registered", "device.forgotten");
        firstCheckIn(waiting.get(3), elsewhere);
        assertThat(pool()).as("it comes again").contains(waiting.get(3)).doesNotContain(waiting.get(2));
    }

    @Test
    void T_E01_a_device_that_an_org_once_had_is_never_forgotten() {
        var manager = world.person(Role.MANAGER);
        for (var i = 0; i < OneServer.POOL; i++) {
            var each = World.name("board");
            firstCheckIn(each, i % 2 == 0 ? key : elsewhere);
            world.change(
                    "insert into device_ownership (device, org_id, device_id, label, until) select id, ?, device_id, label, now()"
                            + " from device where device_id = ?",
                    manager.orgId(),
                    each);
            silent(each, "3 days");
        }
        for (var i = 0; i < OneServer.POOL; i++) {
            firstCheckIn(World.name("board"), i % 2 == 0 ? key : elsewhere);
        }
        assertThat(pool()).hasSize(2 * OneServer.POOL);
        assertThat(Refused.with(() -> firstCheckIn(id))).isEqualTo("429 pool-full");
    }

    @Test
    void T_E01_one_org_fills_its_share_of_the_pool_and_takes_no_place_from_another() {
        var theirs = World.name("board");
        firstCheckIn(theirs, elsewhere);
        silent(theirs, "3 days");
        var second = keys.create(operator, "one more", null, null, null);
        var ours = new ArrayList<String>();
        for (var i = 0; i < OneServer.POOL_SHARE; i++) {
            ours.add(World.name("board"));
            firstCheckIn(ours.get(i), i % 2 == 0 ? key : second);
        }
        for (var each : List.of(key, second)) {
            assertThat(Refused.with(() -> firstCheckIn(id, each))).isEqualTo("429 pool-full");
        }
        assertThat(pool()).hasSize(OneServer.POOL_SHARE + 1).contains(theirs);

        var other = World.name("board");
        firstCheckIn(other, elsewhere);
        assertThat(pool()).as("there is room for others").contains(theirs, other);

        silent(ours.get(1), "61 minutes");
        firstCheckIn(id, second);
        assertThat(pool())
                .as("its own silent one goes, though another org's has been silent for longer")
                .contains(theirs, id)
                .doesNotContain(ours.get(1));
    }

    private List<String> pool() {
        return waiting.list(operator, PoolQuery.of(null, null, 0, 50)).items().stream()
                .map(UnclaimedDevice::id)
                .toList();
    }

    private void silent(String device, String since) {
        world.change(
                "update device_channel set last_contact_at = now() - ?::interval"
                        + " where device = (select id from device where device_id = ?)",
                since,
                device);
    }

    @Test
    void revoked_expired_used_up_and_unknown_keys_speak_for_nobody() {
        var revoked = keys.create(operator, "revoked", null, null, null);
        keys.revoke(operator, revoked.id());
        var expired = keys.create(operator, "expired", null, Instant.now().plusSeconds(60), null);
        world.change("update factory_key set expires_at = now() where id = ?", expired.id());
        var once = keys.create(operator, "once", null, null, 1);
        first(World.name("board"), once, Talk.bytes("{\"seq\":1}"), Instant.now());
        for (var ended : List.of(revoked, expired, once)) {
            assertThat(door.claims("factory:" + ended.id() + ":" + id)).isEmpty();
        }
        assertThat(door.claims("factory:" + java.util.UUID.randomUUID() + ":" + id))
                .isEmpty();
        assertThat(door.claims("factory:nonsense:" + id)).isEmpty();
        assertThat(door.claims("factory:" + key.id() + ":")).isEmpty();
    }

    @Test
    void a_key_that_ends_between_signature_and_registration_registers_nobody() {
        var newcomer = claim(id, key).newcomer(World.ADDRESS);
        keys.revoke(operator, key.id());
        var body = Talk.bytes("{\"seq\":1}");
        var signature = Talk.signed(claimed(newcomer.deviceId(), newcomer.secret()), 1, body);
        assertThat(Refused.with(() -> checkIns.acceptFirst(newcomer, signature, CheckInBody.plain(body))))
                .isEqualTo("401 signature");
    }

    @Test
    void T_E02_a_device_that_came_otherwise_is_a_conflict_that_is_shown_and_never_merged() {
        var manager = world.person(Role.MANAGER);
        world.device(manager, id);
        var claim = claim(id, key);
        assertThat(claim.kind()).isEqualTo(Claim.Kind.CONFLICT);
        for (var i = 0; i < 3; i++) {
            conflicts.claimed(claim.newcomer(World.ADDRESS));
        }
        assertThat(conflicts
                        .list(operator, false, new ListQuery(id, null, 0, 10))
                        .items())
                .filteredOn(each -> each.deviceId().equals(id))
                .singleElement()
                .satisfies(each -> {
                    assertThat(each.keyName()).isEqualTo("batch 7");
                    assertThat(each.claims()).isEqualTo(3);
                    assertThat(each.address()).isEqualTo(World.ADDRESS);
                });
        assertThat(world.texts(
                        "select action from audit_entry where target_id = ? and org_id = ? and action like '%elsewhere'",
                        id, manager.orgId()))
                .as("told once")
                .hasSize(1);
        assertThat(door.claimed(id).orElseThrow().secret()).isNotEqualTo(secret(key, id));
        assertThat(world.number("select org_id from device where device_id = ?", id))
                .isEqualTo(manager.orgId());
    }

    @Test
    void T_E02_two_batches_with_the_same_serial_are_a_conflict_too() {
        firstCheckIn(id);
        var other = keys.create(operator, "batch 8", null, null, null);
        assertThat(claim(id, other).kind()).isEqualTo(Claim.Kind.CONFLICT);
    }

    @Test
    void T_E02_who_asks_with_an_enrollment_key_for_a_taken_id_is_shown() {
        var manager = world.person(Role.MANAGER);
        world.device(manager, id);
        var foreign = enrollmentKeys.create(world.person(Role.MANAGER), "line 3", null, null, true);
        conflicts.claimed(id, foreign.key(), World.ADDRESS);
        conflicts.claimed(id, "no such key", World.ADDRESS);
        assertThat(conflicts
                        .list(operator, false, new ListQuery(id, null, 0, 10))
                        .items())
                .filteredOn(each -> each.deviceId().equals(id))
                .singleElement()
                .satisfies(each -> assertThat(each.keyKind()).isEqualTo("enrollment-key"));
        assertThat(Refused.with(() -> conflicts.list(manager, false, new ListQuery(null, null, 0, 10))))
                .isEqualTo("403 forbidden");
    }

    @Test
    void of_many_first_check_ins_at_once_one_registers_the_device() throws Exception {
        var newcomer = claim(id, key).newcomer(World.ADDRESS);
        var together = new CyclicBarrier(5);
        var tries = new ArrayList<Future<String>>();
        for (var i = 0; i < 5; i++) {
            var nonce = 100 + i;
            tries.add(threads.submit((Callable<String>) () -> {
                together.await();
                var body = Talk.bytes("{\"seq\":1}");
                try {
                    checkIns.acceptFirst(
                            newcomer,
                            Talk.signed(claimed(id, newcomer.secret()), nonce, body),
                            CheckInBody.plain(body));
                    return "in";
                } catch (Refusal refusal) {
                    return refusal.code();
                }
            }));
        }
        var answers = new ArrayList<String>();
        for (var each : tries) {
            answers.add(each.get());
        }
        assertThat(answers).containsOnlyOnce("in").containsOnly("in", UnclaimedPool.MEANWHILE);
        assertThat(keys.list(operator).get(0).uses()).isEqualTo(1);
    }

    @Test
    void an_id_that_looks_like_a_factory_key_id_is_looked_up_as_both() {
        var both = "factory:" + key.id() + ":x";
        world.device(world.person(Role.MANAGER), both);
        assertThat(door.claims(both)).extracting(Claim::kind).containsExactly(Claim.Kind.GOOD, Claim.Kind.NEWCOMER);
    }

    private void firstCheckIn(String device) {
        firstCheckIn(device, key);
    }

    private void firstCheckIn(String device, FactoryKeyView by) {
        first(device, by, Talk.bytes("""
                {"seq":1,"firmware":"1.4.2","readings":[{"ts":"%s","values":{"t":1}}]}""".formatted(Instant.now())), Instant.now());
    }

    private void first(String device, byte[] body, Instant at) {
        first(device, key, body, at);
    }

    private void first(String device, FactoryKeyView by, byte[] body, Instant at) {
        var claim = claim(device, by);
        assertThat(claim.kind()).isEqualTo(Claim.Kind.NEWCOMER);
        var signature = Talk.signed(claim.device(), 1, body, at.getEpochSecond());
        checkIns.acceptFirst(claim.newcomer(World.ADDRESS), signature, CheckInBody.plain(body));
    }

    private void checkIn(Claim claim, long seq) {
        var body = Talk.bytes(
                "{\"seq\":" + seq + ",\"readings\":[{\"ts\":\"" + Instant.now() + "\",\"values\":{\"t\":1}}]}");
        checkIns.accept(World.pass(claim.device()), Talk.signed(claim.device(), seq, body), body);
    }

    private Claim claim(String device, FactoryKeyView by) {
        return door.claims("factory:" + by.id() + ":" + device).get(0);
    }

    private static DoorRecord claimed(String device, byte[] secret) {
        return new DoorRecord(0, device, null, null, 1, secret);
    }

    private static byte[] secret(FactoryKeyView key, String device) {
        return Hkdf.deviceSecret(Base64.getDecoder().decode(key.key()), device);
    }
}
