package dev.muster.registry.boundary;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.muster.checkin.boundary.CheckIns;
import dev.muster.command.boundary.CommandQueue;
import dev.muster.command.entity.CommandState;
import dev.muster.command.entity.NewCommand;
import dev.muster.platform.Caller;
import dev.muster.platform.Role;
import dev.muster.registry.entity.DeviceState;
import dev.muster.registry.entity.DoorRecord;
import dev.muster.registry.entity.Move;
import dev.muster.registry.entity.PoolQuery;
import dev.muster.telemetry.boundary.Telemetry;
import dev.muster.telemetry.entity.Span;
import dev.muster.testbed.DeviceStream;
import dev.muster.testbed.Postgres;
import dev.muster.testbed.Refused;
import dev.muster.testbed.ServerTest;
import dev.muster.testbed.Talk;
import dev.muster.testbed.World;
import jakarta.inject.Inject;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class MovesIT extends ServerTest {

    private static final Span ALL = new Span(null, null, 100);

    @Inject
    private Moves moves;

    @Inject
    private UnclaimedDevices waiting;

    @Inject
    private Histories histories;

    @Inject
    private Devices devices;

    @Inject
    private DeviceDoor door;

    @Inject
    private DeviceStream stream;

    @Inject
    private CheckIns checkIns;

    @Inject
    private CommandQueue commands;

    @Inject
    private Connections connections;

    @Inject
    private Telemetry telemetry;

    @Inject
    private Fleets fleets;

    @Inject
    private Groups groups;

    private World.Org org;
    private World.Org next;
    private Caller manager;
    private Caller nextManager;
    private Caller operator;
    private String id;

    @BeforeEach
    void two_orgs_and_a_device_in_one() {
        org = world.org();
        next = world.org();
        manager = world.person(org, Role.MANAGER);
        nextManager = world.person(next, Role.MANAGER);
        operator = world.operator(org);
        id = World.name("d");
        world.device(manager, id);
    }

    @Test
    void every_move_of_the_table_is_possible_within_the_org_and_no_other() {
        for (var from : List.of(DeviceState.ACTIVE, DeviceState.DISABLED, DeviceState.EJECTED, DeviceState.RETIRED)) {
            for (var to : DeviceState.values()) {
                var device = inState(from);
                if (from.mayBecome(to)) {
                    var moved = moves.move(manager, device, Move.to(to, "because"));
                    assertThat(moved.state()).isEqualTo(to.word());
                    assertThat(state(device)).isEqualTo(to.word());
                    assertThat(audit(org, device)).last().asString().contains(from.word(), to.word(), "because");
                } else {
                    var refusal = Refused.by(() -> moves.move(manager, device, Move.to(to, "because")));
                    assertThat(refusal.status() + " " + refusal.code())
                            .as("%s to %s", from, to)
                            .isEqualTo("409 move");
                    assertThat(refusal.getMessage()).contains(DeviceState.words(from.next()));
                    assertThat(state(device)).isEqualTo(from.word());
                }
            }
        }
    }

    @Test
    void every_move_of_the_table_is_possible_to_another_org_and_no_other() {
        for (var from : List.of(DeviceState.ACTIVE, DeviceState.DISABLED, DeviceState.EJECTED, DeviceState.RETIRED)) {
            for (var to : List.of(DeviceState.ACTIVE, DeviceState.DISABLED, DeviceState.EJECTED, DeviceState.RETIRED)) {
                var device = inState(from);
                var there = new Move(next.slug(), to, "sold");
                if (from.nextElsewhere().contains(to)) {
                    assertThat(moves.move(operator, device, there).org()).isEqualTo(next.slug());
                    assertThat(devices.get(nextManager, device).state()).isEqualTo(to.word());
                } else {
                    assertThat(Refused.with(() -> moves.move(operator, device, there)))
                            .as("%s to %s", from, to)
                            .isEqualTo("409 move");
                    assertThat(owner(device)).isEqualTo(org.slug());
                }
            }
        }
    }

    @Test
    void T_E07_a_device_that_changes_hands_takes_nothing_along_and_leaves_its_history() {
        var device = door.claimed(id).orElseThrow();
        stream.accept(World.pass(device), List.of(Talk.message(Talk.reading(1, 20)), Talk.message(Talk.line(2, "x"))));
        devices.edit(manager, id, Talk.json("{\"label\":\"secret name\",\"tags\":[\"x\"],\"notes\":\"x\"}"), null);
        var fleet = fleets.create(manager, "Fleet", null);
        fleets.add(manager, fleet.id(), List.of(id));
        var group = groups.create(manager, "Group", null, null);
        groups.add(manager, group.id(), List.of(id));
        connections.opened(World.pass(device), UUID.randomUUID());
        var open = commands.queue(manager, id, NewCommand.parse("ping"));

        moves.move(operator, id, new Move(next.slug(), null, "sold"));

        var after = devices.detail(nextManager, id);
        assertThat(after.label()).isEqualTo(id);
        assertThat(devices.get(nextManager, id).tags()).isEmpty();
        assertThat(devices.get(nextManager, id).notes()).isNull();
        assertThat(after.latest()).isNull();
        assertThat(after.lastSeen()).isNull();
        assertThat(after.liveness().cadenceSec()).isNull();
        assertThat(after.liveness().socketOpen()).isFalse();
        assertThat(telemetry.readings(nextManager, id, ALL)).isEmpty();
        assertThat(telemetry.logs(nextManager, id, ALL)).isEmpty();
        assertThat(commands.list(nextManager, id, 50, 0)).isEmpty();
        assertThat(audit(next, id)).singleElement().asString().startsWith("device.arrived");

        assertThat(Refused.with(() -> devices.get(manager, id))).isEqualTo("404 not-found");
        assertThat(fleets.get(manager, fleet.id()).devices()).isZero();
        assertThat(histories.former(manager, 50, 0).items())
                .singleElement()
                .satisfies(each -> assertThat(each.label()).isEqualTo("secret name"));
        assertThat(telemetry.readings(manager, id, ALL)).hasSize(1);
        assertThat(telemetry.logs(manager, id, ALL)).hasSize(1);
        assertThat(commands.list(manager, id, 50, 0)).singleElement().satisfies(command -> {
            assertThat(command.id()).isEqualTo(open.id());
            assertThat(command.deviceId()).isEqualTo(id);
            assertThat(command.state()).isEqualTo(CommandState.CANCELLED);
            assertThat(command.output()).contains("left the org", "sold");
        });
        assertThat(audit(org, id)).anyMatch(entry -> entry.startsWith("device.left"));
    }

    @Test
    void T_D09_the_secret_of_the_former_owner_is_worth_nothing_and_open_sockets_lose_their_right() {
        var device = door.claimed(id).orElseThrow();
        var pass = World.pass(device);
        moves.move(operator, id, new Move(next.slug(), null, "sold"));
        assertThat(door.claimed(id)).isEmpty();
        assertThat(door.stillValid(Map.of("socket", pass))).isEmpty();
        assertThat(Refused.with(() -> stream.accept(pass, List.of(Talk.message(Talk.reading(1, 20))))))
                .isEqualTo("401 revoked");
        assertThat(Refused.with(() -> checkIn(device, 1))).isEqualTo("401 signature");
        assertThat(world.number("select count(*) from reading where device = ?", device.device()))
                .isZero();
    }

    @Test
    void out_of_the_pool_a_device_goes_on_with_its_secret_and_without_what_it_said_there() {
        inPool();
        var device = door.claimed(id).orElseThrow();
        checkIn(device, 1);
        assertThat(waiting.list(operator, PoolQuery.of(null, null, 0, 500)).items())
                .filteredOn(each -> each.id().equals(id))
                .singleElement()
                .satisfies(each -> assertThat(each.lastSeen()).isNotNull());
        var moved = moves.move(operator, id, new Move(next.slug(), null, "ordered"));
        assertThat(moved.state()).isEqualTo("active");
        assertThat(devices.detail(nextManager, id).lastSeen()).isNull();
        checkIn(door.claimed(id).orElseThrow(), 2);
        assertThat(devices.detail(nextManager, id).lastSeen()).isNotNull();
        assertThat(telemetry.readings(nextManager, id, ALL)).hasSize(1);
    }

    @Test
    void an_open_socket_of_the_pool_is_valid_until_the_device_is_assigned() {
        inPool();
        var pass = World.pass(door.claimed(id).orElseThrow());
        assertThat(door.stillValid(Map.of("socket", pass))).containsEntry("socket", DeviceState.UNCLAIMED);
        moves.move(operator, id, new Move(next.slug(), null, "ordered"));
        assertThat(door.stillValid(Map.of("socket", pass))).isEmpty();
    }

    @Test
    void only_the_platform_operator_moves_to_another_org_and_out_of_the_pool_and_sees_it() {
        var admin = world.person(org, Role.ADMIN);
        assertThat(Refused.with(() -> moves.move(admin, id, new Move(next.slug(), null, "x"))))
                .isEqualTo("403 forbidden");
        assertThat(Refused.with(() -> waiting.list(admin, PoolQuery.of(null, null, 0, 50))))
                .isEqualTo("403 forbidden");
        inPool();
        assertThat(Refused.with(() -> moves.move(admin, id, new Move(org.slug(), null, "x"))))
                .isEqualTo("404 not-found");
        assertThat(owner(id)).isNull();
    }

    @Test
    void the_platform_operator_moves_what_is_in_the_pool_or_in_the_org_they_act_in_and_nothing_else() {
        var elsewhere = world.operator(next);
        assertThat(Refused.with(() -> moves.move(elsewhere, id, new Move(next.slug(), null, "mine now"))))
                .isEqualTo("404 not-found");
        assertThat(Refused.with(() -> moves.move(operator, id, new Move("no-such-org", null, "x"))))
                .isEqualTo("422 invalid");
        assertThat(owner(id)).isEqualTo(org.slug());
    }

    @ParameterizedTest
    @EnumSource(
            value = Role.class,
            names = {"VIEWER", "OPERATOR"})
    void who_is_no_manager_of_the_device_moves_nothing(Role role) {
        var person = world.person(org, role);
        for (var to : DeviceState.values()) {
            assertThat(Refused.with(() -> moves.move(person, id, Move.to(to, "x"))))
                    .isEqualTo("403 forbidden");
        }
        assertThat(state(id)).isEqualTo("active");
    }

    @Test
    void a_manager_of_a_fleet_moves_its_devices_and_no_others() {
        var fleet = fleets.create(manager, "Fleet", null);
        fleets.add(manager, fleet.id(), List.of(id));
        var other = World.name("d");
        world.device(manager, other);
        var person = world.personWithHash("x");
        world.join(person, org, null);
        world.raise(person, fleet.id(), Role.MANAGER);
        var contractor = world.signedIn(person, null);
        moves.move(contractor, id, Move.to(DeviceState.DISABLED, "in transit"));
        moves.move(contractor, id, Move.to(DeviceState.ACTIVE, "arrived"));
        moves.move(contractor, id, Move.to(DeviceState.EJECTED, "done"));
        assertThat(state(id)).isEqualTo("ejected");
        assertThat(Refused.with(() -> moves.move(contractor, other, Move.to(DeviceState.EJECTED, "x"))))
                .isEqualTo("404 not-found");
        assertThat(histories.former(contractor, 50, 0).items()).isEmpty();
    }

    @Test
    void a_selection_is_moved_as_a_whole_or_not_at_all() {
        var second = World.name("d");
        world.device(manager, second);
        var retired = inState(DeviceState.RETIRED);
        var refusal = Refused.by(() ->
                moves.moveAll(manager, List.of(id, retired, second), Move.to(DeviceState.DISABLED, "in transit")));
        assertThat(refusal.getMessage()).startsWith(retired);
        assertThat(state(id)).isEqualTo("active");
        assertThat(moves.moveAll(manager, List.of(second, id, id), Move.to(DeviceState.DISABLED, "in transit")))
                .hasSize(2);
        assertThat(state(id)).isEqualTo("disabled");
        assertThat(Refused.with(() -> moves.moveAll(manager, List.of(), Move.to(DeviceState.ACTIVE, "x"))))
                .isEqualTo("422 invalid");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "  ", "long"})
    void a_move_without_a_reason_is_refused(String reason) {
        assertThat(Refused.with(() -> Move.of(null, "disabled", reason.equals("long") ? "x".repeat(501) : reason)))
                .isEqualTo("422 invalid");
        assertThat(Refused.with(() -> Move.of(null, "disabled", null))).isEqualTo("422 invalid");
    }

    @Test
    void a_move_without_a_goal_or_with_two_that_exclude_each_other_is_refused() {
        assertThat(Refused.with(() -> Move.of(null, null, "x"))).isEqualTo("422 invalid");
        assertThat(Refused.with(() -> Move.of(" ", "", "x"))).isEqualTo("422 invalid");
        assertThat(Refused.with(() -> Move.of("org", "unclaimed", "x"))).isEqualTo("422 invalid");
        assertThat(Refused.with(() -> Move.of(null, "gone", "x"))).isEqualTo("422 invalid");
    }

    @Test
    void the_database_itself_moves_nothing_for_somebody_who_may_not() throws SQLException {
        var key = world.number("select id from device where device_id = ?", id);
        var mine = "app.org_id=" + org.id() + " app.wide=on";
        assertThatThrownBy(() -> plainSql("", key, next.id())).hasMessageContaining("not moved by this caller");
        assertThatThrownBy(() -> plainSql("app.platform=on", key, next.id())).hasMessageContaining("not moved");
        assertThatThrownBy(() -> plainSql("app.platform=on app.org_id=" + next.id() + " app.wide=on", key, next.id()))
                .hasMessageContaining("not moved");
        assertThatThrownBy(() -> plainSql(mine, key, next.id())).hasMessageContaining("not moved");
        assertThatThrownBy(() -> plainSql("app.org_id=" + org.id() + " app.person_id=1", key, null))
                .as("a fleet member of other fleets")
                .hasMessageContaining("not moved");
        assertThatThrownBy(() -> plainSql(mine + " app.platform=on", key, org.id()))
                .hasMessageContaining("there already");
        assertThat(owner(id)).isEqualTo(org.slug());
        plainSql(mine + " app.platform=on", key, next.id());
        assertThat(owner(id)).isEqualTo(next.slug());
    }

    static void plainSql(String settings, long device, Long to) throws SQLException {
        try (var connection = Postgres.connect(Postgres.APP)) {
            connection.setAutoCommit(false);
            try (var set = connection.prepareStatement("select set_config(?, ?, true)")) {
                for (var setting : settings.isEmpty() ? new String[0] : settings.split(" ")) {
                    set.setString(1, setting.split("=")[0]);
                    set.setString(2, setting.split("=")[1]);
                    set.execute();
                }
            }
            try (var move = connection.prepareStatement("select move_device(?, ?::bigint, ?, 'x')")) {
                move.setLong(1, device);
                move.setObject(2, to);
                move.setString(3, to == null ? "unclaimed" : "active");
                move.execute();
            }
            connection.commit();
        }
    }

    private void checkIn(DoorRecord device, long seq) {
        var body = Talk.bytes(
                "{\"seq\":" + seq + ",\"readings\":[{\"ts\":\"" + Instant.now() + "\",\"values\":{\"t\":1}}]}");
        checkIns.accept(World.pass(device), Talk.signed(device, seq, body), body);
    }

    private String inState(DeviceState state) {
        var device = World.name("d");
        world.device(manager, device);
        world.change("update device set state = ? where device_id = ?", state.word(), device);
        return device;
    }

    /** As a new device is there: no org yet, and a secret that works. */
    private void inPool() {
        moves.move(manager, id, Move.to(DeviceState.EJECTED, "x"));
        moves.move(manager, id, Move.to(DeviceState.UNCLAIMED, "x"));
        world.change(
                "update device_credential set revoked_at = null where device = (select id from device where device_id = ?)",
                id);
    }

    private String state(String device) {
        return world.text("select state from device where device_id = ?", device);
    }

    private String owner(String device) {
        return world.text(
                "select (select slug from org where id = d.org_id) from device d where device_id = ?", device);
    }

    private List<String> audit(World.Org of, String device) {
        return world.texts(
                "select action || ' ' || detail from audit_entry where org_id = ? and target_id = ? order by id",
                of.id(),
                device);
    }
}
