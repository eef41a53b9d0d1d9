package dev.muster.registry.boundary;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.checkin.boundary.CheckIns;
import dev.muster.checkin.entity.CheckInBody;
import dev.muster.platform.Caller;
import dev.muster.platform.ListQuery;
import dev.muster.platform.Role;
import dev.muster.registry.entity.Claim;
import dev.muster.registry.entity.DeviceConflict;
import dev.muster.registry.entity.DeviceQuery;
import dev.muster.registry.entity.DeviceState;
import dev.muster.registry.entity.FactoryKeyView;
import dev.muster.registry.entity.Move;
import dev.muster.registry.entity.PoolQuery;
import dev.muster.registry.entity.UnclaimedDevice;
import dev.muster.testbed.OneServer;
import dev.muster.testbed.Refused;
import dev.muster.testbed.ServerTest;
import dev.muster.testbed.Talk;
import dev.muster.testbed.World;
import jakarta.inject.Inject;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The pool and what is claimed twice, as the platform operator works with them. */
class UnclaimedDevicesIT extends ServerTest {

    @Inject
    private UnclaimedDevices waiting;

    @Inject
    private Conflicts conflicts;

    @Inject
    private Moves moves;

    @Inject
    private Glances glances;

    @Inject
    private Devices devices;

    @Inject
    private FactoryKeys keys;

    @Inject
    private EnrollmentKeys enrollmentKeys;

    @Inject
    private DeviceDoor door;

    @Inject
    private CheckIns checkIns;

    private World.Org org;
    private Caller operator;
    private FactoryKeyView key;
    private String id;

    @BeforeEach
    void a_batch() {
        org = world.org();
        operator = world.operator(org);
        key = keys.create(operator, "batch 7", "P-100", null, null);
        id = World.name("board");
        world.change("update device set state = 'retired' where org_id is null");
    }

    @Test
    void the_pool_tells_batch_maker_and_address_and_is_searched_and_sorted_by_them() {
        first(id, key);
        var other = keys.create(operator, "batch 12 %", "Q-9", null, null);
        var second = World.name("board");
        first(second, other);
        assertThat(waiting.get(operator, id)).satisfies(each -> {
            assertThat(each.batch()).isEqualTo("batch 7");
            assertThat(each.maker()).isEqualTo(org.slug());
            assertThat(each.address()).isEqualTo(World.ADDRESS);
        });
        assertThat(found("BATCH 7 " + id, null)).containsExactly(id);
        assertThat(found("12 %", null)).containsExactly(second);
        assertThat(found("100%", null)).isEmpty();
        assertThat(found(null, "batch")).containsExactly(second, id);
        assertThat(found(null, "-batch")).containsExactly(id, second);
        assertThat(found(null, null)).as("newest first").containsExactly(second, id);
        assertThat(waiting.list(operator, PoolQuery.of("Q-9", null, 0, 1)).total())
                .isEqualTo(1);
        assertThat(Refused.by(() -> PoolQuery.of(null, "secret", 0, 1)).getMessage())
                .contains("cannot sort by secret");
    }

    @Test
    void an_org_gives_back_so_many_devices_and_no_more_one_by_one_or_at_once() {
        var giver = world.person(Role.MANAGER);
        var other = world.person(Role.MANAGER);
        for (var i = 0; i < OneServer.POOL_SHARE - 1; i++) {
            giveBack(giver, ejected(giver));
        }
        var two = List.of(ejected(giver), ejected(giver));
        var refusal = Refused.by(() -> moves.moveAll(giver, two, Move.to(DeviceState.UNCLAIMED, "old")));
        assertThat(refusal.status() + " " + refusal.code()).isEqualTo("409 pool-share");
        assertThat(refusal.getMessage()).contains("at most " + OneServer.POOL_SHARE + " devices");
        assertThat(pool()).as("all or none").hasSize(OneServer.POOL_SHARE - 1);
        giveBack(giver, two.get(0));
        assertThat(Refused.with(() -> giveBack(giver, two.get(1)))).isEqualTo("409 pool-share");
        assertThat(pool()).contains(two.get(0)).doesNotContain(two.get(1));

        for (var i = 0; i < OneServer.POOL_SHARE; i++) {
            giveBack(other, ejected(other));
        }
        assertThat(pool()).as("another org has a share of its own").hasSize(2 * OneServer.POOL_SHARE);
        first(id, key);
        assertThat(pool()).as("newcomers come in").contains(id);

        moves.move(operator, two.get(0), new Move(other.orgSlug(), null, "sold"));
        giveBack(giver, two.get(1));
        assertThat(pool()).as("there is room again").contains(two.get(1));
    }

    private String ejected(Caller manager) {
        var device = World.name("d");
        world.device(manager, device);
        moves.move(manager, device, Move.to(DeviceState.EJECTED, "old"));
        return device;
    }

    private void giveBack(Caller manager, String device) {
        moves.move(manager, device, Move.to(DeviceState.UNCLAIMED, "old"));
    }

    private List<String> pool() {
        return found(null, null);
    }

    private List<String> found(String words, String sort) {
        return waiting.list(operator, PoolQuery.of(words, sort, 0, 50)).items().stream()
                .map(UnclaimedDevice::id)
                .toList();
    }

    @Test
    void T_E02_a_settled_conflict_is_shown_and_told_no_more_unless_another_org_claims_the_id() {
        var manager = world.person(Role.MANAGER);
        world.device(manager, id);
        conflicts.claimed(claim(id, key).newcomer(World.ADDRESS));
        assertThat(Refused.with(() -> conflicts.settle(manager, id, "ours"))).isEqualTo("403 forbidden");
        assertThat(Refused.by(() -> conflicts.settle(operator, id, " ")).getMessage())
                .contains("say why");
        conflicts.settle(operator, id, "the other one is scrap");
        assertThat(about(false)).isEmpty();
        assertThat(Refused.with(() -> conflicts.settle(operator, id, "again"))).isEqualTo("404 not-found");
        world.change("update device_conflict set audited_at = now() - interval '2 hours' where device_id = ?", id);
        conflicts.claimed(claim(id, key).newcomer(World.ADDRESS));
        assertThat(about(false)).isEmpty();
        assertThat(about(true)).singleElement().satisfies(each -> {
            assertThat(each.claims()).isEqualTo(2);
            assertThat(each.settledWhy()).isEqualTo("the other one is scrap");
            assertThat(each.settledBy()).isEqualTo(operator.email());
        });
        assertThat(world.texts(
                        "select action from audit_entry where target_id = ? and org_id = ? and action ~ 'claimed|conflict' order by id",
                        id,
                        manager.orgId()))
                .containsExactly("device.claimed-elsewhere", "device.conflict-settled");
        conflicts.claimed(
                id,
                enrollmentKeys
                        .create(world.person(Role.MANAGER), "line 3", null, null, true)
                        .key(),
                World.ADDRESS);
        assertThat(about(false)).hasSize(1);
    }

    @Test
    void T_E02_one_org_is_one_conflict_and_told_once_an_hour_however_many_keys_it_makes() {
        var owner = world.person(Role.MANAGER);
        world.device(owner, id);
        var hostile = world.person(Role.MANAGER);
        for (var i = 1; i <= 3; i++) {
            claims(hostile, "line " + i);
        }
        assertThat(about(false)).singleElement().satisfies(each -> {
            assertThat(each.org()).isEqualTo(hostile.orgSlug());
            assertThat(each.keyName()).as("the last").isEqualTo("line 3");
            assertThat(each.claims()).isEqualTo(3);
        });
        assertThat(told(owner)).isEqualTo(1);
        world.change("update device_conflict set audited_at = now() - interval '61 minutes' where device_id = ?", id);
        claims(hostile, "line 4");
        assertThat(told(owner)).isEqualTo(2);
        claims(world.person(Role.MANAGER), "line 1");
        assertThat(about(false)).hasSize(2);
        assertThat(told(owner)).isEqualTo(3);
    }

    private void claims(Caller claimant, String name) {
        conflicts.claimed(
                id, enrollmentKeys.create(claimant, name, null, null, true).key(), World.ADDRESS);
    }

    private long told(Caller owner) {
        return world.number(
                "select count(*) from audit_entry where target_id = ? and org_id = ? and action = 'device.claimed-elsewhere'",
                id,
                owner.orgId());
    }

    @Test
    void conflicts_are_read_page_by_page_and_forgotten_after_90_days_of_silence() {
        world.device(world.person(Role.MANAGER), id);
        for (var i = 0; i < 3; i++) {
            claims(world.person(Role.MANAGER), "line " + i);
        }
        var first = conflicts.list(operator, false, new ListQuery(id, "-keyName", 0, 2));
        assertThat(first.items()).extracting(DeviceConflict::keyName).containsExactly("line 2", "line 1");
        assertThat(conflicts
                        .list(operator, false, new ListQuery(id, "-keyName", Long.parseLong(first.nextCursor()), 2))
                        .items())
                .extracting(DeviceConflict::keyName)
                .containsExactly("line 0");
        silentFor("89 days");
        conflicts.forget();
        assertThat(about(false)).hasSize(3);
        silentFor("91 days");
        claims(world.person(Role.MANAGER), "line 3");
        conflicts.forget();
        assertThat(about(false)).extracting(DeviceConflict::keyName).containsExactly("line 3");
    }

    private void silentFor(String time) {
        world.change("update device_conflict set last_at = now() - ?::interval where device_id = ?", time, id);
    }

    private List<DeviceConflict> about(boolean settled) {
        return conflicts.list(operator, settled, new ListQuery(id, null, 0, 50)).items().stream()
                .filter(each -> each.deviceId().equals(id))
                .toList();
    }

    @Test
    void the_platform_at_a_glance_is_the_operators_alone_and_counts_as_the_list_does() {
        var manager = world.person(org, Role.MANAGER);
        world.device(manager, World.name("d"));
        var late = World.name("d");
        world.device(manager, late);
        heard(late, "15 seconds");
        var silent = World.name("d");
        world.device(manager, silent);
        heard(silent, "2 hours");
        var reporting = World.name("d");
        world.device(manager, reporting);
        heard(reporting, "1 second");
        world.change("update device set state = 'disabled' where device_id = ?", reporting);
        first(id, key);
        conflicts.claimed(claim(silent, key).newcomer(World.ADDRESS));
        var glance = glances.platform(operator);
        assertThat(glance.orgs().get(org.slug()))
                .isEqualTo(Map.of("never", 1L, "late", 1L, "silent", 1L, "disabled", 1L));
        assertThat(devices.counts(manager, new DeviceQuery(null, null, List.of(), 0, 1)))
                .containsAllEntriesOf(glance.orgs().get(org.slug()));
        assertThat(glance.unclaimed()).isEqualTo(1);
        assertThat(glance.conflicts()).isPositive();
        assertThat(Refused.with(() -> glances.platform(world.person(org, Role.ADMIN))))
                .isEqualTo("403 forbidden");
    }

    private void heard(String device, String ago) {
        world.change(
                "update device_channel set last_contact_at = now() - ?::interval where device ="
                        + " (select id from device where device_id = ?)",
                ago,
                device);
    }

    private void first(String device, FactoryKeyView by) {
        var claim = claim(device, by);
        var body = Talk.bytes("{\"seq\":1}");
        checkIns.acceptFirst(
                claim.newcomer(World.ADDRESS),
                Talk.signed(claim.device(), 1, body, Instant.now().getEpochSecond()),
                CheckInBody.plain(body));
    }

    private Claim claim(String device, FactoryKeyView by) {
        return door.claims("factory:" + by.id() + ":" + device).get(0);
    }
}
