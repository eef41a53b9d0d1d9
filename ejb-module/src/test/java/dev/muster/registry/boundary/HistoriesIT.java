package dev.muster.registry.boundary;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.platform.Caller;
import dev.muster.platform.Role;
import dev.muster.registry.entity.DeviceState;
import dev.muster.registry.entity.Move;
import dev.muster.registry.entity.PoolQuery;
import dev.muster.testbed.Refused;
import dev.muster.testbed.ServerTest;
import dev.muster.testbed.World;
import jakarta.inject.Inject;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What an org keeps of a device that left it, and what the platform operator sees of one that is nobody's. */
class HistoriesIT extends ServerTest {

    @Inject
    private Histories histories;

    @Inject
    private Moves moves;

    @Inject
    private UnclaimedDevices waiting;

    @Inject
    private Devices devices;

    @Inject
    private DeviceCredentials credentials;

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
    void a_factory_fresh_device_is_assigned_lives_is_ejected_and_shows_up_in_the_next_orgs_pool() {
        moves.move(manager, id, Move.to(DeviceState.EJECTED, "contract over"));
        moves.move(manager, id, Move.to(DeviceState.UNCLAIMED, "given back"));
        assertThat(waiting.list(operator, PoolQuery.of(null, null, 0, 500)).items())
                .filteredOn(each -> each.id().equals(id))
                .singleElement()
                .satisfies(each -> {
                    assertThat(each.cameFrom()).isEqualTo(org.slug());
                    assertThat(each.reason()).isEqualTo("given back");
                    assertThat(each.lastSeen()).isNull();
                });
        assertThat(moves.move(operator, id, new Move(next.slug(), DeviceState.EJECTED, "for you"))
                        .state())
                .isEqualTo("ejected");
        var arrival = devices.detail(nextManager, id).arrival();
        assertThat(arrival.cameFrom()).isEqualTo(org.slug());
        assertThat(arrival.reason()).isEqualTo("for you");
        assertThat(moves.move(nextManager, id, Move.to(DeviceState.ACTIVE, "accepted"))
                        .state())
                .isEqualTo("active");
    }

    @Test
    void the_platform_operator_looks_into_the_pool_and_nobody_else_does() {
        moves.move(manager, id, Move.to(DeviceState.EJECTED, "x"));
        moves.move(manager, id, Move.to(DeviceState.UNCLAIMED, "given back"));
        assertThat(devices.get(operator, id).org()).isNull();
        assertThat(devices.get(operator, id).state()).isEqualTo("unclaimed");
        assertThat(devices.detail(operator, id).arrival().reason()).isEqualTo("given back");
        assertThat(credentials.get(operator, id).version()).isEqualTo(1);
        assertThat(waiting.get(operator, id).id()).isEqualTo(id);
        assertThat(histories.epochs(operator, id)).isNotEmpty();
        var admin = world.person(next, Role.ADMIN);
        assertThat(Refused.with(() -> devices.get(admin, id))).isEqualTo("404 not-found");
        assertThat(Refused.with(() -> devices.detail(admin, id))).isEqualTo("404 not-found");
        assertThat(Refused.with(() -> credentials.get(admin, id))).isEqualTo("404 not-found");
        assertThat(Refused.with(() -> histories.epochs(admin, id))).isEqualTo("404 not-found");
        assertThat(Refused.with(() -> waiting.get(admin, id))).isEqualTo("403 forbidden");
        assertThat(Refused.with(() -> waiting.list(admin, PoolQuery.of(null, null, 0, 50))))
                .isEqualTo("403 forbidden");
    }

    @Test
    void an_org_is_told_of_its_own_times_of_a_device_and_lists_those_that_left() {
        assertThat(histories.epochs(manager, id))
                .singleElement()
                .satisfies(now -> assertThat(now.until()).isNull());
        moves.move(operator, id, new Move(next.slug(), null, "sold"));
        assertThat(histories.epochs(manager, id))
                .singleElement()
                .satisfies(then -> assertThat(then.until()).isNotNull());
        assertThat(histories.epochs(nextManager, id)).singleElement().satisfies(now -> {
            assertThat(now.reason()).isEqualTo("sold");
            assertThat(now.cameFrom()).isEqualTo(org.slug());
        });
        var second = World.name("d");
        world.device(manager, second);
        moves.move(operator, second, new Move(next.slug(), null, "sold too"));
        var first = histories.former(manager, 1, 0);
        assertThat(first.items())
                .singleElement()
                .satisfies(one -> assertThat(one.id()).isEqualTo(second));
        assertThat(first.nextCursor()).isEqualTo("1");
        assertThat(first.total()).isEqualTo(2);
        assertThat(histories.former(manager, 1, 1).items())
                .singleElement()
                .satisfies(one -> assertThat(one.id()).isEqualTo(id));
        moves.move(world.operator(next), id, new Move(org.slug(), null, "bought back"));
        assertThat(histories.epochs(manager, id)).hasSize(2);
        assertThat(histories.former(manager, 50, 0).items())
                .as("what is ours again is not former")
                .extracting(one -> one.id())
                .containsExactly(second);
    }
}
