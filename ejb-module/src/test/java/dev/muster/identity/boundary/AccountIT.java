package dev.muster.identity.boundary;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.identity.control.Passwords;
import dev.muster.identity.entity.LoginAttempt;
import dev.muster.identity.entity.SessionKind;
import dev.muster.platform.Caller;
import dev.muster.platform.Role;
import dev.muster.testbed.Refused;
import dev.muster.testbed.ServerTest;
import dev.muster.testbed.World;
import jakarta.inject.Inject;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A person changes their password. */
class AccountIT extends ServerTest {

    private static final String OLD = "seven blue lanterns";
    private static final String NEW = "eleven green bottles";

    @Inject
    private Account account;

    @Inject
    private SignIn signIn;

    @Inject
    private Sessions sessions;

    @Inject
    private Passwords passwords;

    private World.Org org;
    private World.Org second;
    private Caller caller;

    @BeforeEach
    void somebody_of_two_orgs() {
        org = world.org();
        second = world.org();
        var person = world.personWithHash(passwords.hash(OLD));
        world.join(person, org, Role.VIEWER);
        world.join(person, second, Role.ADMIN);
        caller = world.signedIn(person, org.slug());
    }

    @Test
    void the_new_password_opens_a_session_and_the_old_one_none() {
        account.changePassword(caller, OLD, NEW);
        assertThat(Refused.with(() -> signIn(OLD))).isEqualTo("401 login");
        signIn(NEW);
    }

    @Test
    void all_other_sessions_end_and_this_one_stays() {
        var elsewhere = world.signedIn(caller.personId(), second.slug());
        var token = sessions.open(caller.personId(), attempt(OLD));
        assertThat(account.changePassword(caller, OLD, NEW)).isEqualTo(2);
        assertThat(sessions.again(elsewhere)).isEmpty();
        assertThat(sessions.byToken(token.credential(), null)).isEmpty();
        assertThat(sessions.again(caller)).isPresent();
    }

    @Test
    void each_of_the_persons_orgs_has_it_in_its_audit_without_the_passwords() {
        account.changePassword(caller, OLD, NEW);
        for (var each : new World.Org[] {org, second}) {
            assertThat(world.texts(
                            "select detail::text from audit_entry where org_id = ? and action = 'person.password-changed'"
                                    + " and target_id = ?",
                            each.id(),
                            caller.id().toString()))
                    .singleElement()
                    .isEqualTo("{\"sessionsEnded\": 0}");
        }
    }

    @Test
    void T_P09_a_session_is_no_place_to_guess_the_password() {
        for (var i = 0; i < 6; i++) {
            assertThat(Refused.with(() -> account.changePassword(caller, "wrong", NEW)))
                    .isEqualTo("403 password");
        }
        world.change(
                "update sign_in_delay set next_at = now() + interval '60 s' where next_at is not null and person_id = ?",
                caller.personId());
        assertThat(Refused.with(() -> account.changePassword(caller, OLD, NEW)))
                .as("has to wait like any other guess")
                .isEqualTo("403 password");
        world.change("update sign_in_delay set next_at = now() where person_id = ?", caller.personId());
        account.changePassword(caller, OLD, NEW);
    }

    @Test
    void a_new_password_has_to_be_one_that_may_be_used_and_another_one() {
        for (var weak : new String[] {null, "", "short", "passwordpassword", caller.email(), OLD}) {
            assertThat(Refused.with(() -> account.changePassword(caller, OLD, weak)))
                    .as(weak)
                    .isEqualTo("422 invalid");
        }
        signIn(OLD);
    }

    private void signIn(String password) {
        signIn.signIn(attempt(password));
    }

    private LoginAttempt attempt(String password) {
        return new LoginAttempt(
                caller.email(), password, SessionKind.TOKEN, World.address(), "a program", World.name("request"));
    }
}
