package dev.muster.registry.boundary;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.muster.identity.boundary.Orgs;
import dev.muster.identity.boundary.People;
import dev.muster.platform.Caller;
import dev.muster.platform.Role;
import dev.muster.protocol.Json;
import dev.muster.testbed.Eventually;
import dev.muster.testbed.Postgres;
import dev.muster.testbed.Refused;
import dev.muster.testbed.ServerTest;
import dev.muster.testbed.World;
import jakarta.annotation.Resource;
import jakarta.enterprise.concurrent.ManagedExecutorService;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Two who change the same thing at the same moment: both are held until both have begun, then let go. */
class TwoWritersIT extends ServerTest {

    @Resource
    private ManagedExecutorService threads;

    @Inject
    private People people;

    @Inject
    private Orgs orgs;

    @Inject
    private Fleets fleets;

    @Inject
    private Groups groups;

    @Inject
    private Sites sites;

    @Inject
    private SavedViews views;

    private World.Org org;
    private Caller admin;

    @BeforeEach
    void an_org_with_an_administrator() {
        org = world.org();
        admin = world.person(org, Role.ADMIN);
    }

    @Test
    void of_two_who_saw_the_same_version_of_a_member_one_is_told_so() throws Exception {
        var member = world.person(org, Role.VIEWER);
        var version = people.get(admin, member.id()).version();
        oneWrites(
                "select person_id from membership where person_id = " + member.personId() + " for update",
                () -> people.change(admin, member.id(), patch("OPERATOR"), version),
                () -> people.change(admin, member.id(), patch("MANAGER"), version));
    }

    @Test
    void of_two_who_saw_the_same_version_of_an_org_one_is_told_so() throws Exception {
        var operator = world.operator(org);
        var version = orgs.get(operator, org.slug()).version();
        oneWrites(
                "select id from org where id = " + org.id() + " for update",
                () -> orgs.rename(operator, org.slug(), "One", version),
                () -> orgs.rename(operator, org.slug(), "Two", version));
        var now = orgs.get(operator, org.slug()).version();
        oneWrites(
                "select id from org where id = " + org.id() + " for update",
                () -> orgs.signedCommands(admin, org.slug(), true, now, null, null),
                () -> orgs.rename(operator, org.slug(), "Three", now));
    }

    @Test
    void of_two_who_saw_the_same_version_of_a_fleet_group_site_or_view_one_is_told_so() throws Exception {
        var fleet = fleets.create(admin, "A fleet", null);
        oneWrites(
                row("fleet", "public_id", fleet.id()),
                () -> fleets.rename(admin, fleet.id(), "One", fleet.version()),
                () -> fleets.rename(admin, fleet.id(), "Two", fleet.version()));
        var group = groups.create(admin, "A group", null, null);
        oneWrites(
                row("device_group", "public_id", group.id()),
                () -> groups.replace(admin, group.id(), "One", "tag:a", group.version()),
                () -> groups.replace(admin, group.id(), "Two", "tag:b", group.version()));
        var site = sites.create(admin, "A site", null, null, null);
        oneWrites(
                row("site", "public_id", site.id()),
                () -> sites.edit(admin, site.id(), "One", null, null, site.version()),
                () -> sites.edit(admin, site.id(), "Two", null, null, site.version()));
        var view = views.save(admin, "A view", "tag:a", null, false);
        oneWrites(
                row("saved_view", "id", view.id()),
                () -> views.rename(admin, view.id(), "One", false, view.version()),
                () -> views.rename(admin, view.id(), "Two", false, view.version()));
    }

    @Test
    void two_changes_at_once_make_no_circle_of_groups() throws Exception {
        var one = groups.create(admin, "One", "one", "tag:a");
        var two = groups.create(admin, "Two", "two", "tag:a");
        assertThat(bothHeldBy(
                        "lock table audit_entry in share mode",
                        () -> groups.replace(admin, one.id(), "One", "group:two", null),
                        () -> groups.replace(admin, two.id(), "Two", "group:one", null)))
                .containsExactlyInAnyOrder("none", "422 invalid");
        assertThat(groups.list(admin)).hasSize(2).allMatch(group -> group.devices() != null);
    }

    @Test
    void two_administrators_who_remove_each_other_leave_one() throws Exception {
        var other = world.person(org, Role.ADMIN);
        assertThat(bothHeldBy(
                        "lock table audit_entry in share mode",
                        () -> people.remove(admin, other.id()),
                        () -> people.remove(other, admin.id())))
                .containsExactlyInAnyOrder("none", "409 last-admin");
        assertThat(people.list(admin)).hasSize(1);
    }

    private static JsonNode patch(String role) {
        return Json.object().put("role", role);
    }

    private static String row(String table, String key, Object id) {
        return "select id from " + table + " where " + key + " = '" + id + "' for update";
    }

    private void oneWrites(String hold, ThrowingCallable one, ThrowingCallable two) throws Exception {
        assertThat(bothHeldBy(hold, one, two)).as(hold).containsExactlyInAnyOrder("none", "412 version");
    }

    /** How each ended. */
    private List<String> bothHeldBy(String lock, ThrowingCallable one, ThrowingCallable two) throws Exception {
        var ends = new ArrayList<Future<String>>();
        try (var connection = Postgres.connect(Postgres.SUPERUSER);
                var statement = connection.createStatement()) {
            connection.setAutoCommit(false);
            statement.execute(lock);
            for (var each : List.of(one, two)) {
                ends.add(threads.submit((Callable<String>) () -> Refused.orNone(each)));
            }
            Eventually.holds("both wait", Duration.ofSeconds(30), () -> waiting() >= 2);
            connection.rollback();
        }
        return List.of(ends.get(0).get(30, TimeUnit.SECONDS), ends.get(1).get(30, TimeUnit.SECONDS));
    }

    private long waiting() {
        return world.number("select count(*) from pg_stat_activity where wait_event_type = 'Lock'");
    }
}
