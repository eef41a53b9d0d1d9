package dev.muster.identity.boundary;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.identity.control.Passwords;
import dev.muster.identity.entity.Factor;
import dev.muster.identity.entity.Grant;
import dev.muster.identity.entity.LoginAttempt;
import dev.muster.identity.entity.NewMember;
import dev.muster.identity.entity.OidcIdentity;
import dev.muster.identity.entity.OidcProof;
import dev.muster.identity.entity.SessionKind;
import dev.muster.platform.Role;
import dev.muster.protocol.crypto.Base64Url;
import dev.muster.protocol.crypto.ContentDigest;
import dev.muster.testbed.Postgres;
import dev.muster.testbed.Refused;
import dev.muster.testbed.ServerTest;
import dev.muster.testbed.World;
import jakarta.annotation.Resource;
import jakarta.enterprise.concurrent.ManagedExecutorService;
import jakarta.inject.Inject;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Who somebody at a provider is here, and who is let in. */
class OidcPeopleIT extends ServerTest {

    private static final String ISSUER = "https://login.example";
    private static final String PASSWORD = "a long password 42";

    @Inject
    private OidcPeople oidc;

    @Inject
    private SignIn signIn;

    @Inject
    private People people;

    @Inject
    private Invitations invitations;

    @Inject
    private RefusedSignIns refused;

    @Inject
    private Passwords passwords;

    @Resource
    private ManagedExecutorService threads;

    private World.Org org;
    private long person;
    private String email;
    private String subject;

    @BeforeEach
    void somebody() {
        org = world.org();
        person = world.personWithHash(passwords.hash(PASSWORD));
        world.join(person, org, Role.OPERATOR);
        email = world.email(person);
        subject = World.name("subject");
    }

    @Test
    void a_verified_address_ties_the_person_and_from_then_on_only_the_subject_counts() {
        var grant = enter(verified(subject, email));
        assertThat(grant.person().email()).isEqualTo(email);
        assertThat(world.text(
                        "select issuer || ' ' || subject || ' ' || email from person_link where person_id = ?", person))
                .isEqualTo(ISSUER + " " + subject + " " + email);
        assertThat(world.texts(
                        "select action || ' ' || (detail ->> 'issuer') from audit_entry where org_id = ? order by id",
                        org.id()))
                .containsExactly("person.linked " + ISSUER, "session.opened " + ISSUER);

        var moved = new OidcIdentity(ISSUER, subject, "new-" + email, false, null);
        assertThat(enter(moved).person().email()).as("another address there").isEqualTo(email);
        var silent = new OidcIdentity(ISSUER, subject, null, false, null);
        assertThat(enter(silent).person().email()).as("no address there").isEqualTo(email);
    }

    @Test
    void a_first_tie_ends_what_somebody_else_may_have_made_of_the_account_before() {
        var before = signIn.signIn(new LoginAttempt(
                email, PASSWORD, null, SessionKind.TOKEN, World.ADDRESS, "a program", World.name("request")));
        assertThat(open()).isEqualTo(1);
        var grant = enter(verified(subject, email));
        assertThat(grant.sessionId()).isNotEqualTo(before.sessionId());
        assertThat(open()).as("the one at the provider").isEqualTo(1);
        assertThat(world.texts("select 'x' from person where id = ? and password_hash is not null", person))
                .isEmpty();
        enter(verified(subject, email));
        assertThat(open()).as("a later sign-in ends nothing").isEqualTo(2);
    }

    @Test
    void the_platform_operator_is_never_tied() {
        world.change("update person set platform_operator = true where id = ?", person);
        assertThat(who(verified(subject, email))).isEqualTo("403 oidc-unlinked");
        assertThat(ties()).isZero();
    }

    private long open() {
        return world.number("select count(*) from person_session where person_id = ? and ended_at is null", person);
    }

    @Test
    void an_address_that_is_not_verified_or_not_told_or_nobodys_ties_nobody() {
        assertThat(who(new OidcIdentity(ISSUER, subject, email, false, null))).isEqualTo("403 oidc-unverified");
        assertThat(who(new OidcIdentity(ISSUER, subject, null, false, null))).isEqualTo("403 oidc-no-email");
        assertThat(who(verified(subject, World.name("nobody") + "@example.org")))
                .isEqualTo("403 oidc-unknown");
        assertThat(ties()).isZero();
    }

    @Test
    void a_second_subject_with_the_same_address_takes_nothing_over() {
        enter(verified(subject, email));
        var twin = verified(World.name("twin"), email);
        assertThat(who(twin)).isEqualTo("403 oidc-taken");
        assertThat(Refused.with(() -> oidc.enter(person, new OidcProof(twin, null), attempt(), Factor.NONE)))
                .as("also where it looked free a moment ago")
                .isEqualTo("403 oidc-taken");
        assertThat(ties()).isEqualTo(1);

        var elsewhere = new OidcIdentity("https://other.example", subject, email, true, null);
        enter(elsewhere);
        assertThat(ties()).as("another issuer is another provider").isEqualTo(2);
    }

    @Test
    void the_same_subject_of_another_issuer_is_somebody_else() {
        enter(verified(subject, email));
        var impostor = new OidcIdentity("https://evil.example", subject, null, false, null);
        assertThat(who(impostor)).isEqualTo("403 oidc-no-email");
    }

    @Test
    void of_two_who_come_at_once_for_the_first_time_one_is_tied() throws Exception {
        Callable<String> one = () -> Refused.orNone(() -> enter(verified("a-" + subject, email)));
        Callable<String> other = () -> Refused.orNone(() -> enter(verified("b-" + subject, email)));
        var ends = threads.invokeAll(List.of(one, other), 20, TimeUnit.SECONDS);
        assertThat(List.of(ends.get(0).get(), ends.get(1).get())).containsExactlyInAnyOrder("none", "403 oidc-taken");
        assertThat(ties()).isEqualTo(1);
    }

    @Test
    void whoever_is_disabled_or_in_no_org_is_not_let_in_tied_or_not() {
        var identity = verified(subject, email);
        world.change("update person set disabled_at = now() where id = ?", person);
        assertThat(who(identity)).isEqualTo("403 oidc-closed");
        world.change("update person set disabled_at = null where id = ?", person);
        enter(identity);
        world.change("update person set disabled_at = now() where id = ?", person);
        assertThat(who(identity)).isEqualTo("403 oidc-closed");
        assertThat(Refused.with(() -> oidc.enter(person, new OidcProof(identity, null), attempt(), Factor.NONE)))
                .as("disabled between the two steps")
                .isEqualTo("401 login");
        world.change("update person set disabled_at = null where id = ?", person);
        world.change("delete from membership where person_id = ?", person);
        assertThat(who(identity)).isEqualTo("403 oidc-closed");
    }

    @Test
    void an_invitation_is_accepted_by_its_person_and_by_nobody_else() {
        var admin = world.person(org, Role.ADMIN);
        var newcomer = World.name("new") + "@example.org";
        var invited = people.invite(admin, new NewMember(newcomer, null, Role.VIEWER, null));
        var hash = HexFormat.of()
                .formatHex(
                        ContentDigest.sha256(Base64Url.decode(invited.token()).orElseThrow()));
        var named = new OidcIdentity(ISSUER, World.name("subject"), newcomer, true, "Nina New");

        assertThat(who(named)).as("without the link").isEqualTo("403 oidc-invited");
        assertThat(Refused.with(() -> oidc.who(new OidcProof(verified(subject, email), hash))))
                .isEqualTo("403 oidc-other");
        assertThat(Refused.with(() -> oidc.who(
                        new OidcProof(new OidcIdentity(ISSUER, named.subject(), newcomer, false, null), hash))))
                .isEqualTo("403 oidc-unverified");
        assertThat(Refused.with(() -> oidc.who(new OidcProof(named, "00".repeat(32)))))
                .isEqualTo("404 invitation");

        var proof = new OidcProof(named, hash);
        var grant = oidc.enter(oidc.who(proof).id(), proof, attempt(), Factor.NONE);
        assertThat(grant.person().name()).isEqualTo("Nina New");
        assertThat(grant.person().orgs())
                .singleElement()
                .satisfies(each -> assertThat(each.role()).isEqualTo(Role.VIEWER));
        assertThat(Refused.with(() -> oidc.who(proof))).as("a second time").isEqualTo("404 invitation");

        var stranger = world.person(world.org(), Role.ADMIN);
        var trap = people.invite(stranger, new NewMember(newcomer, null, Role.VIEWER, null));
        assertThat(invitations.look(trap.token()).hasPassword()).isTrue();
        assertThat(Refused.with(() ->
                        invitations.accept(trap.token(), null, "another long password", "Owned", World.ADDRESS, "r")))
                .as("another org's invitation sets no password for somebody who signs in at the provider")
                .isEqualTo("401 sign-in");
    }

    @Test
    void an_answer_of_the_provider_counts_once() {
        var state = ContentDigest.sha256(subject.getBytes(java.nio.charset.StandardCharsets.UTF_8));
        assertThat(oidc.take(state)).isTrue();
        assertThat(oidc.take(state)).isFalse();
        world.change("update oidc_answer set at = now() - interval '19 min' where state_hash = ?", state);
        oidc.forgetOld();
        assertThat(oidc.take(state)).as("its handshake may still be open").isFalse();
        world.change("update oidc_answer set at = now() - interval '21 min' where state_hash = ?", state);
        oidc.forgetOld();
        assertThat(world.number("select count(*) from oidc_answer where state_hash = ?", state))
                .isZero();
    }

    @Test
    void the_audit_hears_of_the_first_refusal_at_once_and_of_others_in_sum() {
        var who = "oidc:person:" + person;
        for (var i = 0; i < 3; i++) {
            refused.hearOf(who, person, null, attempt(), java.util.Map.of("by", "oidc", "wrong", "oidc-taken"));
        }
        assertThat(refusals()).isEqualTo(1);
        world.change("update sign_in_delay set said_at = said_at - interval '16 min' where subject = ?", who);
        refused.tellAll();
        assertThat(world.text(
                        "select detail ->> 'count' from audit_entry where org_id = ? and action = 'session.refused'"
                                + " order by id desc limit 1",
                        org.id()))
                .isEqualTo("2");
    }

    @Test
    void the_database_shows_a_tie_to_its_person_and_to_whoever_shows_its_hash() throws SQLException {
        enter(verified(subject, email));
        var hash = world.text("select encode(link_hash, 'hex') from person_link where person_id = ?", person);
        try (var connection = Postgres.connect(Postgres.APP);
                var statement = connection.createStatement()) {
            connection.setAutoCommit(false);
            assertThat(count(statement)).as("without a scope").isZero();
            statement.execute("select set_config('app.org_id', '" + org.id() + "', true),"
                    + " set_config('app.wide', 'on', true), set_config('app.platform', 'on', true)");
            assertThat(count(statement)).as("their org and the platform").isZero();
            statement.execute("select set_config('app.person_id', '" + person + "', true)");
            assertThat(count(statement)).as("themselves").isEqualTo(1);
            connection.rollback();
            statement.execute("select set_config('app.enrollment', '" + hash + "', true)");
            assertThat(count(statement)).as("the hash").isEqualTo(1);
        }
    }

    private static int count(Statement statement) throws SQLException {
        try (var rows = statement.executeQuery("select count(*) from person_link")) {
            rows.next();
            return rows.getInt(1);
        }
    }

    private long ties() {
        return world.number("select count(*) from person_link where person_id = ?", person);
    }

    private long refusals() {
        return world.number(
                "select count(*) from audit_entry where org_id = ? and action = 'session.refused'", org.id());
    }

    private static OidcIdentity verified(String subject, String email) {
        return new OidcIdentity(ISSUER, subject, email, true, null);
    }

    private String who(OidcIdentity identity) {
        return Refused.orNone(() -> oidc.who(new OidcProof(identity, null)));
    }

    private Grant enter(OidcIdentity identity) {
        var proof = new OidcProof(identity, null);
        return oidc.enter(oidc.who(proof).id(), proof, attempt(), Factor.NONE);
    }

    private LoginAttempt attempt() {
        return new LoginAttempt(email, null, SessionKind.BROWSER, World.ADDRESS, "a browser", World.name("request"));
    }
}
