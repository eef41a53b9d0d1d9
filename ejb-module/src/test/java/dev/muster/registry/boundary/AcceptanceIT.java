package dev.muster.registry.boundary;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.muster.platform.Caller;
import dev.muster.platform.Role;
import dev.muster.registry.entity.DeviceState;
import dev.muster.registry.entity.Move;
import dev.muster.testbed.Refused;
import dev.muster.testbed.ServerTest;
import dev.muster.testbed.World;
import jakarta.inject.Inject;
import java.sql.SQLException;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** How a device comes to an org and how it leaves it for good: who decides, and who only waits. */
class AcceptanceIT extends ServerTest {

    @Inject
    private Moves moves;

    @Inject
    private Devices devices;

    @Inject
    private Fleets fleets;

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

    @ParameterizedTest
    @ValueSource(strings = {"VIEWER", "none"})
    void T_E07_what_an_org_has_no_device_after_is_for_its_own_manager(String role) throws SQLException {
        var fleet = fleets.create(manager, "Fleet", null);
        fleets.add(manager, fleet.id(), List.of(id));
        var person = world.personWithHash("x");
        var inOrg = role.equals("none") ? null : Role.valueOf(role);
        world.join(person, org, inOrg);
        world.raise(person, fleet.id(), Role.ADMIN);
        var raised = world.signedIn(person, null);
        moves.move(raised, id, Move.to(DeviceState.EJECTED, "done"));
        for (var to : List.of(DeviceState.UNCLAIMED, DeviceState.RETIRED)) {
            assertThat(Refused.with(() -> moves.move(raised, id, Move.to(to, "x"))))
                    .isEqualTo("403 forbidden");
        }
        assertThatThrownBy(() -> MovesIT.plainSql(
                        "app.org_id=" + org.id() + " app.person_id=" + raised.personId()
                                + (inOrg == null ? "" : " app.wide=on"),
                        world.number("select id from device where device_id = ?", id),
                        null))
                .hasMessageContaining("not moved by this caller");
        assertThat(devices.get(manager, id).state()).isEqualTo("ejected");
        moves.move(manager, id, Move.to(DeviceState.UNCLAIMED, "back"));
        assertThat(Refused.with(() -> devices.get(manager, id))).isEqualTo("404 not-found");
    }

    @Test
    void a_device_that_comes_as_ejected_waits_and_one_that_was_ejected_here_does_not() {
        moves.move(manager, id, Move.to(DeviceState.EJECTED, "over"));
        assertThat(devices.get(manager, id).status()).isEqualTo("out");
        assertThat(devices.waiting(manager)).isZero();
        moves.move(operator, id, new Move(next.slug(), DeviceState.EJECTED, "for you"));
        assertThat(devices.get(nextManager, id).status()).isEqualTo("waiting");
        assertThat(devices.detail(nextManager, id).liveness().status()).isEqualTo("waiting");
        assertThat(devices.waiting(nextManager)).isOne();
        moves.move(nextManager, id, Move.to(DeviceState.ACTIVE, "accepted"));
        assertThat(devices.get(nextManager, id).status()).isEqualTo("never");
        assertThat(devices.waiting(nextManager)).isZero();
    }
}
