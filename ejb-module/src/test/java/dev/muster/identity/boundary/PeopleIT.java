package dev.muster.identity.boundary;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import dev.muster.identity.entity.LoginAttempt;
import dev.muster.identity.entity.NewApiKey;
import dev.muster.identity.entity.NewMember;
import dev.muster.identity.entity.SessionKind;
import dev.muster.identity.entity.UserView;
import dev.muster.platform.Caller;
import dev.muster.platform.Role;
import dev.muster.protocol.Json;
import dev.muster.registry.boundary.Devices;
import dev.muster.registry.boundary.Fleets;
import dev.muster.registry.boundary.SavedViews;
import dev.muster.registry.entity.DeviceQuery;
import dev.muster.registry.entity.SavedView;
import dev.muster.testbed.OneServer;
import dev.muster.testbed.Refused;
import dev.muster.testbed.ServerTest;
import dev.muster.testbed.World;
import jakarta.inject.Inject;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Inviting people into an org, what they may do then, and taking it away. */
class PeopleIT extends ServerTest {

    private static final String PASSWORD = "seven blue lanterns";
    private static final JsonNode VIEWER = patch("{'role': 'VIEWER'}");

    @Inject
    private People people;

    @Inject
    private Invitations invitations;

    @Inject
    private SignIn signIn;

    @Inject
    private Sessions sessions;

    @Inject
    private Fleets fleets;

    @Inject
    private Devices devices;

    @Inject
    private ApiKeys keys;

    @Inject
    private SavedViews views;

    private World.Org org;
    private Caller admin;
    private String email;

    @BeforeEach
    void an_org_with_an_administrator() {
        org = world.org();
        admin = world.person(org, Role.ADMIN);
        email = World.name("ann") + "@example.org";
    }

    @Test
    void somebody_new_is_invited_sets_a_password_and_is_a_member() {
        var invited = people.invite(admin, new NewMember(email.toUpperCase(), "Ann", Role.OPERATOR, null));
        assertThat(invited.user().status()).isEqualTo("invited");
        assertThat(Refused.with(() -> signIn(email, PASSWORD))).isEqualTo("401 login");
        assertThat(invitations.look(invited.token()).hasPassword()).isFalse();
        assertThat(Refused.with(() -> accept(invited.token(), "short"))).isEqualTo("422 invalid");
        accept(invited.token(), PASSWORD);
        assertThat(people.get(admin, invited.user().id()).status()).isEqualTo("active");
        assertThat(signIn(email, PASSWORD).role()).isEqualTo(Role.OPERATOR);
        assertThat(Refused.with(() -> accept(invited.token(), PASSWORD)))
                .as("a second time")
                .isEqualTo("404 invitation");
        assertThat(world.texts(
                        "select action from audit_entry where org_id = ? and target_id = ? order by id",
                        org.id(),
                        invited.user().id().toString()))
                .containsExactly("user.invited", "user.joined");
    }

    @Test
    void an_org_invites_so_many_people_in_an_hour_and_withdrawing_gives_none_back() {
        for (var n = 0; n < OneServer.INVITATIONS; n++) {
            var invited = people.invite(admin, new NewMember(n + email, "Ann", Role.VIEWER, null));
            people.remove(admin, invited.user().id());
        }
        var more = new NewMember(email, "Ann", Role.VIEWER, null);
        assertThat(Refused.with(() -> people.invite(admin, more))).isEqualTo("429 invitations");
        assertThat(people.list(admin)).noneMatch(each -> each.email().equals(email));
        var elsewhere = world.person(world.org(), Role.ADMIN);
        assertThat(people.invite(elsewhere, more).user().email()).isEqualTo(email);
    }

    @Test
    void an_expired_and_a_replaced_invitation_open_nothing() {
        var first = people.invite(admin, new NewMember(email, null, Role.VIEWER, null));
        var second = people.invite(admin, new NewMember(email, null, Role.VIEWER, null));
        assertThat(Refused.with(() -> accept(first.token(), PASSWORD))).isEqualTo("404 invitation");
        world.change("update invitation set expires_at = now() where org_id = ?", org.id());
        assertThat(Refused.with(() -> accept(second.token(), PASSWORD))).isEqualTo("404 invitation");
        for (var nonsense : new String[] {null, "", "x", "?"}) {
            assertThat(Refused.with(() -> invitations.look(nonsense))).isEqualTo("404 invitation");
        }
    }

    @Test
    void whoever_has_a_password_accepts_signed_in_and_nobody_else_for_them() {
        var other = world.person(Role.ADMIN);
        var invited = people.invite(admin, new NewMember(other.email(), null, Role.MANAGER, null));
        assertThat(Refused.with(() -> accept(invited.token(), PASSWORD))).isEqualTo("401 sign-in");
        assertThat(Refused.with(() -> invitations.accept(invited.token(), admin.personId(), PASSWORD, null, "a", "r")))
                .isEqualTo("401 sign-in");
        assertThat(Refused.with(() -> world.signedIn(other.personId(), org.slug())))
                .as("not yet a member")
                .isEqualTo("404 not-found");
        invitations.accept(invited.token(), other.personId(), null, null, "a", "r");
        assertThat(world.signedIn(other.personId(), org.slug()).role()).isEqualTo(Role.MANAGER);
        assertThat(world.signedIn(other.personId(), null).role())
                .as("their own org")
                .isEqualTo(Role.ADMIN);
    }

    @Test
    void an_org_learns_nothing_of_an_account_elsewhere_before_it_is_accepted() {
        var other = world.person(Role.ADMIN);
        sessions.open(other.personId(), World.attempt());
        var invited = people.invite(admin, new NewMember(other.email(), "Our Ann", Role.MANAGER, null));
        for (var user : List.of(
                invited.user(),
                people.get(admin, invited.user().id()),
                people.list(admin).stream()
                        .filter(each -> each.email().equals(other.email()))
                        .findFirst()
                        .orElseThrow())) {
            assertThat(user.name()).isEqualTo("Our Ann");
            assertThat(user.lastSeen()).isNull();
            assertThat(user.id()).isNotEqualTo(other.id());
        }
        assertThat(Refused.with(() -> people.get(admin, other.id()))).isEqualTo("404 not-found");
        invitations.accept(invited.token(), other.personId(), null, null, "a", "r");
        assertThat(people.get(admin, other.id()).name()).isEqualTo(other.name());
        assertThat(people.get(admin, other.id()).lastSeen())
                .as("in this org, whatever they did in another")
                .isNull();
        var grant = sessions.open(other.personId(), World.attempt());
        sessions.byCookie(grant.credential(), other.orgSlug()).orElseThrow();
        assertThat(people.get(admin, other.id()).lastSeen()).isNull();
        sessions.byCookie(grant.credential(), org.slug()).orElseThrow();
        assertThat(people.get(admin, other.id()).lastSeen()).isNotNull();
    }

    @Test
    void the_invitation_of_one_org_gives_nothing_of_another() {
        var victim = people.invite(admin, new NewMember(email, "Ann", Role.ADMIN, null));
        var attacker = world.person(Role.ADMIN);
        var theirs = people.invite(attacker, new NewMember(email, null, Role.VIEWER, null));
        accept(theirs.token(), PASSWORD);
        assertThat(signIn(email, PASSWORD).orgSlug()).isEqualTo(attacker.orgSlug());
        assertThat(people.get(admin, victim.user().id()).status()).isEqualTo("invited");
    }

    @Test
    void a_fleet_member_sees_their_fleet_and_loses_it_at_once() {
        var device = world.device(admin).deviceId();
        world.device(admin);
        var fleet = fleets.create(admin, "Bench", null).id();
        fleets.add(admin, fleet, List.of(device));
        var member = new NewMember(email, null, null, List.of(new NewMember.FleetRole(fleet, Role.OPERATOR)));
        var user = joined(member);
        assertThat(user.fleets()).singleElement().matches(role -> role.slug().equals("bench"));
        var caller = signIn(email, PASSWORD);
        assertThat(caller.wide()).isFalse();
        assertThat(devices.list(caller, all()).items()).hasSize(1);
        people.change(admin, user.id(), patch("{'role': 'VIEWER', 'fleets': null}"), null);
        assertThat(devices.list(signIn(email, PASSWORD), all()).items()).hasSize(2);
        people.remove(admin, user.id());
        assertThat(Refused.with(() -> signIn(email, PASSWORD))).isEqualTo("404 not-found");
    }

    @Test
    void what_a_change_does_not_name_stays() {
        var bench = new NewMember.FleetRole(fleets.create(admin, "Bench", null).id(), Role.MANAGER);
        var user = joined(new NewMember(email, "Ann", Role.VIEWER, List.of(bench)));
        var raised = people.change(admin, user.id(), patch("{'role': 'OPERATOR'}"), user.version());
        assertThat(raised.role()).isEqualTo(Role.OPERATOR);
        assertThat(raised.fleets()).isEqualTo(user.fleets());
        var fleetless = people.change(admin, user.id(), patch("{'fleets': []}"), raised.version());
        assertThat(fleetless.role()).isEqualTo(Role.OPERATOR);
        assertThat(fleetless.fleets()).isEmpty();
        var both = "{'role': null, 'fleets': [{'fleet': '" + bench.fleet() + "', 'role': 'VIEWER'}]}";
        var member = people.change(admin, user.id(), patch(both), null);
        assertThat(member.role()).isNull();
        assertThat(member.fleets()).singleElement().matches(each -> each.role() == Role.VIEWER);
        for (var wrong : List.of(
                "{'fleets': []}",
                "{'role': 'KING'}",
                "{'role': 7}",
                "{'fleets': 7}",
                "{'fleets': [{'fleet': 'x', 'role': 'VIEWER'}]}",
                "{'fleets': [{'fleet': '" + bench.fleet() + "'}]}",
                "[]")) {
            assertThat(Refused.with(() -> people.change(admin, user.id(), patch(wrong), null)))
                    .as(wrong)
                    .isEqualTo("422 invalid");
        }
        assertThat(people.get(admin, user.id())).isEqualTo(member);
    }

    @Test
    void an_org_names_those_who_are_its_own_and_whoever_has_not_accepted() {
        var invited = people.invite(admin, new NewMember(email, "Ann", Role.VIEWER, null));
        var id = invited.user().id();
        assertThat(people.change(admin, id, patch("{'name': ' Ann B '}"), null).name())
                .isEqualTo("Ann B");
        accept(invited.token(), PASSWORD);
        assertThat(people.change(admin, id, patch("{'name': 'Ann C'}"), null).name())
                .isEqualTo("Ann C");
        assertThat(signIn(email, PASSWORD).name()).isEqualTo("Ann C");
        assertThat(world.text(
                        "select detail -> 'to' ->> 'name' from audit_entry where org_id = ?"
                                + " and action = 'user.changed' order by id desc limit 1",
                        org.id()))
                .isEqualTo("Ann C");
        for (var wrong : List.of("{'name': null}", "{'name': ' '}", "{'name': 7}")) {
            assertThat(Refused.with(() -> people.change(admin, id, patch(wrong), null)))
                    .isEqualTo("422 invalid");
        }
        world.join(world.number("select id from person where email = ?", email), world.org(), Role.VIEWER);
        assertThat(Refused.with(() -> people.change(admin, id, patch("{'name': 'Mine'}"), null)))
                .isEqualTo("409 name-theirs");
        assertThat(people.change(admin, id, patch("{'name': 'Ann C', 'role': 'OPERATOR'}"), null)
                        .role())
                .as("the name it has is no change")
                .isEqualTo(Role.OPERATOR);
    }

    @Test
    void an_org_does_not_change_by_which_address_somebody_signs_in() {
        var user = joined(new NewMember(email, "Ann", Role.VIEWER, null));
        var refusal = Refused.by(() -> people.change(admin, user.id(), patch("{'email': 'a@example.org'}"), null));
        assertThat(refusal.errors())
                .singleElement()
                .matches(each -> each.pointer().equals("/email"));
        var same = patch("{'email': '" + email.toUpperCase() + "', 'role': 'OPERATOR'}");
        assertThat(people.change(admin, user.id(), same, null).role()).isEqualTo(Role.OPERATOR);
    }

    @Test
    void rights_that_do_not_fit_are_refused() {
        var stranger = world.person(Role.ADMIN);
        var foreign = fleets.create(stranger, "Theirs", null).id();
        var own = new NewMember.FleetRole(fleets.create(admin, "Own", null).id(), Role.VIEWER);
        assertThat(Refused.with(() -> new NewMember(email, null, null, null))).isEqualTo("422 invalid");
        assertThat(Refused.with(() -> new NewMember("nobody", null, Role.VIEWER, null)))
                .isEqualTo("422 invalid");
        assertThat(Refused.with(() -> new NewMember(email, null, null, List.of(own, own))))
                .isEqualTo("422 invalid");
        var member = new NewMember(email, null, null, List.of(new NewMember.FleetRole(foreign, Role.ADMIN)));
        assertThat(Refused.with(() -> people.invite(admin, member))).isEqualTo("422 invalid");
        assertThat(world.number("select count(*) from person where email = ?", email))
                .isZero();
        assertThat(Refused.with(() -> people.invite(admin, new NewMember(admin.email(), null, Role.VIEWER, null))))
                .isEqualTo("409 user-exists");
    }

    @Test
    void an_org_keeps_an_administrator() {
        assertThat(Refused.with(() -> people.remove(admin, admin.id()))).isEqualTo("409 last-admin");
        assertThat(Refused.with(() -> people.change(admin, admin.id(), VIEWER, null)))
                .isEqualTo("409 last-admin");
        var invited = people.invite(admin, new NewMember(email, null, Role.ADMIN, null));
        assertThat(Refused.with(() -> people.remove(admin, admin.id())))
                .as("somebody who has not accepted does not count")
                .isEqualTo("409 last-admin");
        accept(invited.token(), PASSWORD);
        people.remove(admin, admin.id());
    }

    @Test
    void T_R01_only_administrators_of_the_org_see_and_change_its_people() {
        var user = joined(new NewMember(email, null, Role.MANAGER, null));
        var stranger = world.person(Role.ADMIN);
        var manager = signIn(email, PASSWORD);
        assertThat(Refused.with(() -> people.list(manager))).isEqualTo("403 forbidden");
        assertThat(Refused.with(() -> people.change(manager, user.id(), VIEWER, null)))
                .isEqualTo("403 forbidden");
        assertThat(people.list(stranger)).extracting(UserView::id).containsExactly(stranger.id());
        assertThat(Refused.with(() -> people.get(stranger, user.id()))).isEqualTo("404 not-found");
        assertThat(Refused.with(() -> people.change(stranger, user.id(), VIEWER, null)))
                .isEqualTo("404 not-found");
        assertThat(Refused.with(() -> people.remove(stranger, user.id()))).isEqualTo("404 not-found");
        assertThat(Refused.with(() -> people.change(admin, user.id(), VIEWER, 99)))
                .isEqualTo("412 version");
    }

    @Test
    void whoever_was_removed_comes_back_without_their_keys_for_this_org_and_without_their_private_views() {
        var user = joined(new NewMember(email, "Ann", Role.OPERATOR, null));
        var ann = signIn(email, PASSWORD);
        var other = world.org();
        world.join(ann.personId(), other, Role.VIEWER);
        var here = keys.create(ann, new NewApiKey("here", null, org.slug(), null));
        var all = keys.create(ann, new NewApiKey("everywhere", null, null, null));
        views.save(ann, "Mine", "tag:a", null, false);
        var shared = views.save(ann, "Ours", "tag:b", null, true);
        assertThat(Refused.with(() -> views.delete(admin, shared.id())))
                .as("of somebody who is there")
                .isEqualTo("404 not-found");
        people.remove(admin, user.id());
        assertThat(sessions.byToken(here.key(), null)).isEmpty();
        assertThat(sessions.byToken(all.key(), other.slug())).isPresent();
        assertThat(views.list(admin))
                .singleElement()
                .matches(view -> view.id().equals(shared.id()) && view.ownerLeft() && !view.own());
        assertThat(world.texts(
                        "select action from audit_entry where org_id = ? and actor_id = ? and id >"
                                + " (select max(id) from audit_entry where org_id = ? and action = 'view.saved')"
                                + " order by id",
                        org.id(),
                        admin.id().toString(),
                        org.id()))
                .containsExactly("api-key.revoked", "user.removed", "view.deleted");
        var invited = people.invite(admin, new NewMember(email, "Ann", Role.OPERATOR, null));
        invitations.accept(invited.token(), ann.personId(), null, null, "a", "r");
        assertThat(sessions.byToken(here.key(), null))
                .as("after a new invitation")
                .isEmpty();
        assertThat(views.list(world.signedIn(ann.personId(), org.slug())))
                .extracting(SavedView::name)
                .containsExactly("Ours");
        people.remove(admin, user.id());
        assertThat(Refused.with(() -> views.delete(world.person(org, Role.MANAGER), shared.id())))
                .as("by less than an administrator")
                .isEqualTo("404 not-found");
        views.delete(admin, shared.id());
        assertThat(views.list(admin)).isEmpty();
    }

    private static JsonNode patch(String json) {
        try {
            return Json.mapper().readTree(json.replace('\'', '"'));
        } catch (JsonProcessingException e) {
            throw new AssertionError(json, e);
        }
    }

    private UserView joined(NewMember member) {
        var invited = people.invite(admin, member);
        accept(invited.token(), PASSWORD);
        return people.get(admin, invited.user().id());
    }

    private void accept(String token, String password) {
        invitations.accept(token, null, password, null, "192.0.2.1", "request");
    }

    private Caller signIn(String who, String password) {
        var grant = signIn.signIn(new LoginAttempt(who, password, SessionKind.BROWSER, "192.0.2.1", "browser", "r"));
        return sessions.byCookie(grant.credential(), null).orElseThrow().in("192.0.2.1", "r");
    }

    private static DeviceQuery all() {
        return new DeviceQuery(null, null, List.of(), 0, 50);
    }
}
