package dev.muster.audit.boundary;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.muster.audit.entity.Actor;
import dev.muster.audit.entity.AuditEntry;
import dev.muster.audit.entity.AuditQuery;
import dev.muster.platform.Caller;
import dev.muster.platform.Role;
import dev.muster.platform.Scope;
import dev.muster.protocol.Json;
import dev.muster.registry.boundary.Devices;
import dev.muster.registry.entity.NewDevice;
import dev.muster.testbed.Postgres;
import dev.muster.testbed.Refused;
import dev.muster.testbed.ServerTest;
import dev.muster.testbed.World;
import jakarta.annotation.Resource;
import jakarta.ejb.EJBException;
import jakarta.inject.Inject;
import jakarta.transaction.UserTransaction;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AuditLogIT extends ServerTest {

    @Inject
    private AuditLog audit;

    @Inject
    private Devices devices;

    @Resource
    private UserTransaction transaction;

    private World.Org org;
    private Caller manager;

    @BeforeEach
    void an_org_with_a_manager() {
        org = world.org();
        manager = world.person(org, Role.MANAGER);
    }

    @Test
    void an_entry_says_who_did_what_on_what_from_where_in_which_session_and_request() {
        var id = World.name("d");
        devices.register(manager, NewDevice.named(id, "Press"));
        var entry = list(null, null).get(0);
        assertThat(entry.action()).isEqualTo("device.registered");
        assertThat(entry.actor())
                .isEqualTo(new AuditEntry.Party("PERSON", manager.id().toString(), manager.email()));
        assertThat(entry.target()).isEqualTo(new AuditEntry.Party("device", id, null));
        assertThat(entry.detail().path("label").asText()).isEqualTo("Press");
        assertThat(entry.address()).isEqualTo(World.ADDRESS);
        assertThat(entry.session()).isEqualTo(manager.sessionId());
        assertThat(entry.requestId()).isEqualTo(manager.requestId());
        assertThat(entry.at())
                .isBetween(Instant.now().minusSeconds(60), Instant.now().plusSeconds(1));
    }

    @Test
    void T_L04_a_change_that_is_rolled_back_leaves_no_entry_and_an_entry_no_change() throws Exception {
        var id = World.name("d");
        transaction.begin();
        devices.register(manager, NewDevice.named(id, null));
        transaction.rollback();
        assertThat(world.texts("select action from audit_entry where target_id = ?", id))
                .isEmpty();
        assertThat(world.texts("select id from device where device_id = ?", id)).isEmpty();
    }

    @Test
    void T_L04_an_entry_is_never_written_outside_of_the_transaction_of_its_change() {
        assertThatThrownBy(() -> audit.record(Actor.system(), org.id(), "x.done", "x", "1", Map.of()))
                .isInstanceOf(EJBException.class);
    }

    @Test
    void a_refusal_worth_keeping_survives_the_rollback_of_what_it_refused() throws Exception {
        var target = World.name("x");
        transaction.begin();
        audit.recordRefusal(Scope.ofOrg(org.id()), Actor.of(manager), "x.refused", "x", target, Map.of());
        transaction.rollback();
        assertThat(world.texts("select action from audit_entry where target_id = ?", target))
                .containsExactly("x.refused");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "update audit_entry set action = 'nothing.happened'",
                "delete from audit_entry",
                "truncate audit_entry",
                "truncate audit_entry cascade"
            })
    void T_L01_no_entry_is_changed_or_removed_neither_by_the_application_nor_by_the_owner(String attack)
            throws SQLException {
        var before = world.text("select count(*) || ' ' || max(id) from audit_entry where action <> 'x'");
        for (var role : List.of(Postgres.APP, Postgres.OWNER)) {
            try (var connection = Postgres.connect(role);
                    var statement = connection.createStatement()) {
                statement.execute("select set_config('app.org_id', '" + org.id() + "', false)");
                assertThatThrownBy(() -> statement.execute(attack))
                        .as(role)
                        .isInstanceOf(SQLException.class)
                        .hasMessageMatching("(?s).*(append-only|permission denied).*");
            }
        }
        assertThat(world.text("select count(*) || ' ' || max(id) from audit_entry where action <> 'x'"))
                .isGreaterThanOrEqualTo(before);
        assertThat(world.texts("select 1 from audit_entry where action = 'nothing.happened'"))
                .isEmpty();
    }

    @Test
    void T_L08_another_orgs_entries_are_not_seen() {
        devices.register(manager, NewDevice.named(World.name("d"), null));
        var stranger = world.person(Role.ADMIN);
        var seen = audit.list(stranger, new AuditQuery(null, null, null, null, null, null, 0, 500));
        assertThat(seen.items()).noneMatch(entry -> "device.registered".equals(entry.action()));
        assertThat(audit.actions(stranger)).containsOnly("session.opened");
    }

    @Test
    void the_platforms_audit_is_the_operators_and_nobody_elses() {
        var target = World.name("key");
        world.change(
                "insert into audit_entry (actor_kind, action, target_kind, target_id)"
                        + " values ('SYSTEM', 'kek.rotation-begun', 'kek', ?)",
                target);
        devices.register(manager, NewDevice.named(World.name("d"), null));
        var operator = world.operator(org);
        var ofPlatform = platform("kek");
        assertThat(audit.list(operator, ofPlatform).items())
                .extracting(entry -> entry.target().id())
                .contains(target);
        assertThat(audit.count(operator, ofPlatform)).isPositive();
        assertThat(audit.list(operator, platform(null)).items())
                .as("nothing of an org is in it")
                .noneMatch(entry -> entry.action().equals("device.registered"));
        assertThat(audit.list(operator, new AuditQuery(null, null, "kek", null, null, null, 0, 50))
                        .items())
                .as("and nothing of it in an org's")
                .isEmpty();
        for (var other : List.of(manager, world.person(org, Role.ADMIN))) {
            assertThat(Refused.with(() -> audit.list(other, ofPlatform))).isEqualTo("403 forbidden");
            assertThat(Refused.with(() -> audit.count(other, ofPlatform))).isEqualTo("403 forbidden");
        }
        assertThat(Refused.with(() -> AuditQuery.Of.parse("all"))).isEqualTo("422 invalid");
        assertThat(AuditQuery.Of.parse(null)).isEqualTo(AuditQuery.Of.ORG);
    }

    private static AuditQuery platform(String action) {
        return new AuditQuery(AuditQuery.Of.PLATFORM, null, null, action, null, null, null, 0, 500);
    }

    @Test
    void entries_are_found_by_device_actor_action_and_time() {
        var one = devices.register(manager, NewDevice.named(World.name("d"), null))
                .device();
        devices.register(manager, NewDevice.named(World.name("d"), null));
        devices.edit(manager, one.id(), Json.object().put("label", "renamed"), null);
        var query = new AuditQuery(one.id(), null, null, null, null, null, 0, 50);
        assertThat(audit.list(manager, query).items())
                .extracting(AuditEntry::action)
                .containsExactly("device.changed", "device.registered");
        assertThat(audit.count(manager, query)).isEqualTo(2);
        assertThat(list(manager.email(), "device")).hasSize(3);
        assertThat(list("nobody", null)).isEmpty();
        assertThat(list(null, "device.changed")).hasSize(1);
        var tomorrow = Instant.now().plusSeconds(86_400);
        assertThat(audit.list(manager, new AuditQuery(null, null, null, tomorrow, null, null, 0, 50))
                        .items())
                .isEmpty();
        assertThat(audit.list(manager, new AuditQuery(null, null, null, null, tomorrow, null, 0, 50))
                        .items())
                .isNotEmpty();
    }

    @Test
    void the_pages_have_every_entry_once_newest_first() {
        for (var i = 0; i < 5; i++) {
            devices.register(manager, NewDevice.named(World.name("d"), null));
        }
        var all = new ArrayList<Long>();
        var query = new AuditQuery(null, null, null, null, null, null, 0, 2);
        while (query != null) {
            var page = audit.list(manager, query);
            page.items().forEach(entry -> all.add(entry.id()));
            query = page.nextCursor() == null ? null : query.before(Long.parseLong(page.nextCursor()));
        }
        assertThat(all)
                .hasSize((int) audit.count(manager, new AuditQuery(null, null, null, null, null, null, 0, 2)))
                .doesNotHaveDuplicates()
                .isSortedAccordingTo(java.util.Comparator.reverseOrder());
    }

    @Test
    void more_than_500_entries_at_once_are_refused() {
        assertThat(Refused.with(() -> new AuditQuery(null, null, null, null, null, null, 0, 501)))
                .isEqualTo("422 invalid");
    }

    private List<AuditEntry> list(String actor, String action) {
        return audit.list(manager, new AuditQuery(null, actor, action, null, null, null, 0, 50))
                .items();
    }
}
