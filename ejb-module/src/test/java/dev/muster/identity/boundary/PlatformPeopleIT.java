package dev.muster.identity.boundary;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.identity.control.PasswordHash;
import dev.muster.identity.entity.LoginAttempt;
import dev.muster.identity.entity.NewApiKey;
import dev.muster.identity.entity.PersonView;
import dev.muster.identity.entity.SessionKind;
import dev.muster.platform.Caller;
import dev.muster.platform.ListQuery;
import dev.muster.platform.Role;
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
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Who is let in at all and who runs the installation. */
class PlatformPeopleIT extends ServerTest {

    private static final String PASSWORD = "seven blue lanterns";

    @Resource
    private ManagedExecutorService threads;

    @Inject
    private PlatformPeople people;

    @Inject
    private People members;

    @Inject
    private Account account;

    @Inject
    private ApiKeys keys;

    @Inject
    private SignIn signIn;

    @Inject
    private Sessions sessions;

    private World.Org org;
    private Caller operator;
    private Caller member;

    @BeforeEach
    void an_operator_and_somebody() {
        org = world.org();
        operator = world.operator(world.org());
        var id = world.personWithHash(PasswordHash.of(PASSWORD));
        world.join(id, org, Role.VIEWER);
        member = world.signedIn(id, null);
    }

    @AfterEach
    void no_operators_are_left_over() {
        world.change(
                "update person set platform_operator = false where id in (?, ?)",
                operator.personId(),
                member.personId());
    }

    @Test
    void people_are_found_by_a_part_of_their_address_or_name_page_by_page() {
        var surname = World.name("Ölmann");
        world.change("update person set name = ? where id = ?", "Zoë " + surname, member.personId());
        var other = world.personWithHash("no password");
        world.change("update person set name = ? where id = ?", "zoë " + surname, other);
        var found = people.list(operator, new ListQuery(" ZOË " + surname.toUpperCase(Locale.ROOT) + " ", null, 0, 50));
        assertThat(found.items()).extracting(PersonView::email).containsExactly(world.email(other), member.email());
        assertThat(found.nextCursor()).isNull();
        var first = people.list(operator, new ListQuery(surname, null, 0, 1));
        assertThat(first.items()).extracting(PersonView::email).containsExactly(world.email(other));
        var second = people.list(operator, new ListQuery(surname, null, Long.parseLong(first.nextCursor()), 1));
        assertThat(second.items()).containsExactly(people.get(operator, member.id()));
        assertThat(second.nextCursor()).isNull();
        assertThat(people.get(operator, member.id())).satisfies(person -> {
            assertThat(person.orgs()).containsExactly(org.slug());
            assertThat(person.disabled()).isFalse();
            assertThat(person.platformOperator()).isFalse();
            assertThat(person.lastSeen()).isNotNull();
        });
        assertThat(people.list(operator, new ListQuery(member.email(), null, 0, 50))
                        .items())
                .hasSize(1);
        assertThat(people.list(operator, new ListQuery("%", null, 0, 50)).items())
                .isEmpty();
        assertThat(Refused.with(() -> people.list(operator, new ListQuery(null, null, 0, 501))))
                .isEqualTo("422 invalid");
        assertThat(Refused.with(() -> people.list(operator, new ListQuery("x".repeat(201), null, 0, 50))))
                .isEqualTo("422 invalid");
    }

    @Test
    void T_P11_whoever_is_disabled_is_out_at_once_with_every_session_and_key() {
        var key = keys.create(member, new NewApiKey("a program", null, null, null))
                .key();
        var again = signIn.signIn(attempt());
        assertThat(sessions.byCookie(again.credential(), null)).isPresent();
        var off = people.change(
                operator,
                member.id(),
                true,
                null,
                people.get(operator, member.id()).version());
        assertThat(off.disabled()).isTrue();
        assertThat(members.get(world.person(org, Role.ADMIN), member.id()).status())
                .isEqualTo("disabled");
        assertThat(sessions.byCookie(again.credential(), null)).isEmpty();
        assertThat(sessions.byToken(key, null)).isEmpty();
        assertThat(sessions.again(member)).isEmpty();
        assertThat(Refused.with(() -> signIn.signIn(attempt()))).isEqualTo("401 login");
        assertThat(people.change(operator, member.id(), true, null, null))
                .as("again")
                .isEqualTo(off);
        var on = people.change(operator, member.id(), false, null, off.version());
        assertThat(on.disabled()).isFalse();
        assertThat(on.orgs()).containsExactly(org.slug());
        assertThat(sessions.byCookie(again.credential(), null))
                .as("ended stays ended")
                .isEmpty();
        assertThat(sessions.byToken(key, null)).isEmpty();
        assertThat(signIn.signIn(attempt())).isNotNull();
        assertThat(actions("org_id = " + org.id())).contains("person.disabled", "person.enabled");
        assertThat(actions("org_id is null")).contains("person.disabled", "person.enabled");
        assertThat(world.text(
                        "select actor_id from audit_entry where action = 'person.disabled' and org_id = ?", org.id()))
                .isEqualTo(operator.id().toString());
    }

    @Test
    void an_operator_makes_another_who_may_what_they_may_until_they_end_it() {
        assertThat(Refused.with(() -> people.list(member, new ListQuery(null, null, 0, 50))))
                .isEqualTo("403 forbidden");
        var made = people.change(operator, member.id(), null, true, null);
        assertThat(made.platformOperator()).isTrue();
        var now = sessions.again(member).orElseThrow();
        assertThat(people.change(now, operator.id(), null, false, null).platformOperator())
                .as("succession: the new one ends the old one")
                .isFalse();
        assertThat(sessions.again(operator).orElseThrow().platformOperator()).isFalse();
        assertThat(actions("org_id = " + org.id())).contains("person.operator-made");
        assertThat(actions("org_id is null")).contains("person.operator-made");
    }

    @Test
    void nobody_changes_themselves_and_no_key_does() {
        assertThat(Refused.with(() -> people.change(operator, operator.id(), true, null, null)))
                .isEqualTo("409 oneself");
        assertThat(Refused.with(() -> people.change(operator, operator.id(), null, false, null)))
                .isEqualTo("409 oneself");
        var program = sessions.byToken(
                        keys.create(operator, new NewApiKey("a program", null, null, null))
                                .key(),
                        null)
                .orElseThrow();
        assertThat(Refused.with(() -> people.change(program, member.id(), true, null, null)))
                .isEqualTo("403 api-key");
        assertThat(Refused.with(() -> people.change(member, operator.id(), true, null, null)))
                .isEqualTo("403 forbidden");
        assertThat(Refused.with(() -> people.change(operator, member.id(), true, null, 99)))
                .isEqualTo("412 version");
        assertThat(Refused.with(() -> people.change(operator, java.util.UUID.randomUUID(), true, null, null)))
                .isEqualTo("404 not-found");
    }

    @Test
    void an_operator_has_a_password_and_no_other_way_in() {
        world.change("update person set password_hash = null where id = ?", member.personId());
        assertThat(Refused.with(() -> people.change(operator, member.id(), null, true, null)))
                .isEqualTo("409 operator-password");
        world.change("update person set password_hash = 'x' where id = ?", member.personId());
        world.change(
                "insert into person_link (link_hash, person_id, issuer, subject, email)"
                        + " values (decode(md5(random()::text) || md5(random()::text), 'hex'), ?, 'https://idp', ?, 'a@b')",
                member.personId(),
                World.name("subject"));
        assertThat(Refused.with(() -> people.change(operator, member.id(), null, true, null)))
                .isEqualTo("409 operator-password");
        assertThat(people.get(operator, member.id()).platformOperator()).isFalse();
    }

    @Test
    void two_operators_who_end_each_other_leave_one() throws Exception {
        people.change(operator, member.id(), null, true, null);
        var other = sessions.again(member).orElseThrow();
        var others = world.texts(
                "update person set platform_operator = false where platform_operator and id not in (?, ?) returning id::text",
                operator.personId(),
                member.personId());
        try {
            assertThat(together(
                            () -> people.change(operator, other.id(), true, null, null),
                            () -> people.change(other, operator.id(), null, false, null)))
                    .containsExactlyInAnyOrder("none", "409 last-operator");
        } finally {
            others.forEach(
                    id -> world.change("update person set platform_operator = true where id = ?", Long.valueOf(id)));
        }
    }

    @Test
    void T_P09_the_name_of_ones_org_with_a_year_is_no_password() {
        world.change("update org set name = 'Kranichwerke' where id = ?", org.id());
        assertThat(Refused.with(() -> account.changePassword(member, PASSWORD, "Kranichwerke 2026!")))
                .isEqualTo("422 invalid");
        account.changePassword(member, PASSWORD, "kranich tee fahrplan");
    }

    @Test
    void a_person_says_what_they_are_called() {
        account.rename(member, "  Zoë  ");
        assertThat(sessions.again(member).orElseThrow().name()).isEqualTo("Zoë");
        assertThat(actions("org_id = " + org.id())).contains("person.renamed");
        for (var wrong : new String[] {null, " ", "x".repeat(201)}) {
            assertThat(Refused.with(() -> account.rename(member, wrong))).isEqualTo("422 invalid");
        }
        var program = sessions.byToken(
                        keys.create(member, new NewApiKey("a program", null, null, null))
                                .key(),
                        null)
                .orElseThrow();
        assertThat(Refused.with(() -> account.rename(program, "Robot"))).isEqualTo("403 api-key");
    }

    /** Both are held until both have begun. */
    private List<String> together(Callable<?> one, Callable<?> two) throws Exception {
        var ends = new ArrayList<Future<String>>();
        try (var connection = Postgres.connect(Postgres.SUPERUSER);
                var statement = connection.createStatement()) {
            connection.setAutoCommit(false);
            statement.execute("lock table audit_entry in share mode");
            for (var each : List.of(one, two)) {
                ends.add(threads.submit((Callable<String>) () -> Refused.orNone(each::call)));
            }
            Eventually.holds(
                    "both wait",
                    Duration.ofSeconds(30),
                    () -> world.number("select count(*) from pg_stat_activity where wait_event_type = 'Lock'") >= 2);
            connection.rollback();
        }
        return List.of(ends.get(0).get(30, TimeUnit.SECONDS), ends.get(1).get(30, TimeUnit.SECONDS));
    }

    private List<String> actions(String where) {
        return world.texts(
                "select action from audit_entry where target_id = ? and " + where,
                member.id().toString());
    }

    private LoginAttempt attempt() {
        return new LoginAttempt(
                member.email(), PASSWORD, SessionKind.BROWSER, World.address(), "a browser", World.name("request"));
    }
}
