package dev.muster.identity.boundary;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.identity.control.Passwords;
import dev.muster.identity.entity.Grant;
import dev.muster.identity.entity.LoginAttempt;
import dev.muster.identity.entity.SessionKind;
import dev.muster.platform.Role;
import dev.muster.testbed.OneServer;
import dev.muster.testbed.Refused;
import dev.muster.testbed.ServerTest;
import dev.muster.testbed.World;
import jakarta.inject.Inject;
import java.util.ArrayList;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class SignInIT extends ServerTest {

    private static final String PASSWORD = "a long password 42";

    @Inject
    private SignIn signIn;

    @Inject
    private Sessions sessions;

    @Inject
    private Passwords passwords;

    /** Of this test only: addresses are made to wait. */
    private final String address = World.address();

    private World.Org org;
    private long person;
    private String email;

    @BeforeEach
    void somebody() {
        org = world.org();
        person = world.personWithHash(passwords.hash(PASSWORD));
        world.join(person, org, Role.OPERATOR);
        email = world.email(person);
    }

    @Test
    void the_right_password_opens_a_session_and_the_audit_has_it() {
        var grant = signIn(email, PASSWORD, SessionKind.TOKEN);
        assertThat(grant.person().orgs()).singleElement().satisfies(each -> {
            assertThat(each.slug()).isEqualTo(org.slug());
            assertThat(each.role()).isEqualTo(Role.OPERATOR);
        });
        assertThat(sessions.byToken(grant.credential(), null))
                .hasValueSatisfying(caller -> assertThat(caller.email()).isEqualTo(email));
        assertThat(world.texts(
                        "select action || ' ' || address from audit_entry where session_id = ? and org_id = ?",
                        grant.sessionId(),
                        org.id()))
                .containsExactly("session.opened " + address);
    }

    @Test
    void the_first_administrator_signs_in_with_the_password_of_the_first_start() {
        var grant = signIn(OneServer.ADMIN, OneServer.ADMIN_PASSWORD, SessionKind.TOKEN);
        assertThat(grant.person().email()).isEqualTo(OneServer.ADMIN);
    }

    @Test
    void an_e_mail_address_is_the_same_in_capitals_and_with_spaces_around() {
        assertThat(signIn("  " + email.toUpperCase(java.util.Locale.ROOT) + " ", PASSWORD, SessionKind.TOKEN))
                .isNotNull();
    }

    @Test
    void a_wrong_password_and_an_unknown_person_get_the_same_answer() {
        var wrong = Refused.by(() -> signIn(email, "wrong", SessionKind.BROWSER));
        var unknown = Refused.by(() -> signIn(World.name("nobody") + "@example.org", PASSWORD, SessionKind.BROWSER));
        assertThat(wrong.status()).isEqualTo(401);
        assertThat(wrong.code()).isEqualTo("login");
        assertThat(unknown)
                .usingRecursiveComparison()
                .ignoringFields("stackTrace")
                .isEqualTo(wrong);
    }

    @Test
    void a_wrong_password_and_an_unknown_person_take_comparable_time() {
        var known = new ArrayList<Long>();
        var unknown = new ArrayList<Long>();
        for (var i = 0; i < 12; i++) {
            known.add(nanos(() -> signIn(email, "wrong", SessionKind.BROWSER)));
            unknown.add(nanos(() -> signIn("nobody@example.org", "wrong", SessionKind.BROWSER)));
        }
        var ratio = fastest(unknown) / (double) fastest(known);
        assertThat(ratio).as("unknown %s, known %s", unknown, known).isBetween(0.33, 3.0);
    }

    @Test
    void a_refusal_is_in_the_audit_without_the_password() {
        Refused.by(() -> signIn(email, "my-typo", SessionKind.BROWSER));
        assertThat(world.texts(
                        "select detail::text from audit_entry where action = 'session.refused' and org_id is null"
                                + " and detail ->> 'email' = ?",
                        email))
                .singleElement()
                .satisfies(detail -> assertThat(detail).doesNotContain("my-typo"));
    }

    @Test
    void a_disabled_person_gets_the_same_answer_as_a_wrong_password() {
        world.change("update person set disabled_at = now() where id = ?", person);
        var refused = Refused.by(() -> signIn(email, PASSWORD, SessionKind.BROWSER));
        assertThat(refused.code()).isEqualTo("login");
        assertThat(world.number("select count(*) from person_session where person_id = ?", person))
                .isZero();
    }

    @Test
    void no_e_mail_and_no_password_are_no_way_in() {
        assertThat(Refused.by(() -> signIn(null, null, SessionKind.TOKEN)).code())
                .isEqualTo("login");
        assertThat(Refused.by(() -> signIn(email, "", SessionKind.TOKEN)).code())
                .isEqualTo("login");
        assertThat(Refused.by(() -> signIn("' or 1=1 --", "x", SessionKind.TOKEN))
                        .code())
                .isEqualTo("login");
    }

    private Grant signIn(String who, String password, SessionKind kind) {
        return signIn.signIn(new LoginAttempt(who, password, kind, address, "a browser", World.name("request")));
    }

    private static long nanos(ThrowingCallable refused) {
        var start = System.nanoTime();
        Refused.by(refused);
        return System.nanoTime() - start;
    }

    private static long fastest(List<Long> nanos) {
        return nanos.stream().mapToLong(Long::longValue).min().orElseThrow();
    }
}
