package dev.muster.identity.boundary;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.identity.control.GuessSubjects;
import dev.muster.identity.entity.FirstStep;
import dev.muster.identity.entity.LoginAttempt;
import dev.muster.identity.entity.SessionKind;
import dev.muster.platform.Role;
import dev.muster.testbed.Postgres;
import dev.muster.testbed.Refused;
import dev.muster.testbed.World;
import jakarta.annotation.Resource;
import jakarta.enterprise.concurrent.ManagedExecutorService;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.bouncycastle.util.encoders.Base32;
import org.junit.jupiter.api.Test;

/** Codes beside the password: set up, asked for, never taken twice, and taken away again. */
class TotpIT extends TotpStory {

    @Resource
    private ManagedExecutorService threads;

    @Test
    void nothing_changes_before_the_app_is_confirmed() {
        begin();
        assertThat(account.totp(caller).enabled()).isFalse();
        assertThat(signIn(null)).isNotNull();
    }

    @Test
    void the_secret_is_told_once_and_stored_sealed() {
        var setup = account.beginTotp(caller, PASSWORD);
        assertThat(setup.uri())
                .startsWith("otpauth://totp/Muster%3A")
                .contains("secret=" + setup.secret(), "issuer=Muster", "digits=6", "period=30");
        secret = Base32.decode(setup.secret());
        assertThat(secret).hasSize(20);
        assertThat(world.text(
                        "select encode(secret_sealed, 'hex') from person_totp where person_id = ?", caller.personId()))
                .doesNotContain(HexFormat.of().formatHex(secret));
        assertThat(setup.toString()).doesNotContain(setup.secret());
    }

    @Test
    void once_confirmed_a_login_needs_password_and_code() {
        enable();
        assertThat(Refused.with(() -> signIn(null))).isEqualTo("401 totp");
        assertThat(signIn(next()).person().email()).isEqualTo(caller.email());
        assertThat(account.totp(caller)).satisfies(state -> {
            assertThat(state.enabled()).isTrue();
            assertThat(state.recoveryCodesLeft()).isEqualTo(10);
        });
        assertThat(Refused.with(() -> account.beginTotp(caller, PASSWORD))).isEqualTo("409 totp-on");
        assertThat(world.texts("select action from audit_entry where org_id = ? and target_kind = 'person'", org.id()))
                .containsExactly("person.totp-enabled");
    }

    @Test
    void T_P09_that_a_code_is_needed_is_told_to_nobody_without_the_password() {
        enable();
        var unknown = Refused.by(() -> signIn.signIn(attempt("nobody@example.org", PASSWORD, null)));
        for (var code : new String[] {null, "000000", code(1)}) {
            var wrong = Refused.by(() -> signIn.signIn(attempt(caller.email(), "wrong", code)));
            assertThat(wrong)
                    .usingRecursiveComparison()
                    .ignoringFields("stackTrace")
                    .isEqualTo(unknown);
        }
        assertThat(signIn(code(1)))
                .as("the code of a wrong password is not used")
                .isNotNull();
    }

    @Test
    void T_R03_a_code_is_taken_once_and_none_before_it() {
        enable();
        var code = code(1);
        signIn(code);
        assertThat(Refused.with(() -> signIn(code))).as("replayed").isEqualTo("401 totp");
        assertThat(Refused.with(() -> signIn(code(0)))).as("an earlier step").isEqualTo("401 totp");
        fresh();
        assertThat(Refused.with(() -> signIn(code(2)))).as("too far ahead").isEqualTo("401 totp");
        assertThat(Refused.with(() -> signIn(code(-2)))).as("too far behind").isEqualTo("401 totp");
        assertThat(signIn(code(0).substring(0, 3) + " " + code(0).substring(3))).isNotNull();
    }

    @Test
    void of_many_who_show_the_same_code_at_once_one_comes_in() throws Exception {
        enable();
        for (var code : List.of(code(1), recoveryCode())) {
            var tries = new ArrayList<Future<Boolean>>();
            for (var i = 0; i < 4; i++) {
                tries.add(threads.submit((Callable<Boolean>)
                        () -> Refused.orNone(() -> signIn(code)).equals("none")));
            }
            var in = 0;
            for (var each : tries) {
                in += each.get(30, TimeUnit.SECONDS) ? 1 : 0;
            }
            assertThat(in).isEqualTo(1);
            forgetGuesses();
        }
    }

    @Test
    void a_recovery_code_opens_one_login_however_it_is_typed() {
        var codes = enable();
        assertThat(signIn(codes.get(0).toUpperCase(java.util.Locale.ROOT).replace("-", " ")))
                .isNotNull();
        assertThat(Refused.with(() -> signIn(codes.get(0)))).isEqualTo("401 totp");
        assertThat(account.totp(caller).recoveryCodesLeft()).isEqualTo(9);
        assertThat(world.texts(
                        "select detail ->> 'factor' from audit_entry where org_id = ? and action = 'session.opened'"
                                + " and detail ->> 'factor' is not null",
                        org.id()))
                .containsExactly("RECOVERY_CODE");
        assertThat(world.texts(
                        "select encode(code_hash, 'escape') from recovery_code where person_id = ?", caller.personId()))
                .noneMatch(codes::contains);
        var renewed = account.renewRecoveryCodes(caller, PASSWORD, codes.get(1));
        assertThat(Refused.with(() -> signIn(codes.get(2))))
                .as("of the old ones")
                .isEqualTo("401 totp");
        assertThat(signIn(renewed.get(0))).isNotNull();
    }

    @Test
    void another_persons_codes_open_nothing() {
        var theirs = enable().get(0);
        var theirCode = code(1);
        caller = somebody(org, Role.OPERATOR);
        enable();
        assertThat(Refused.with(() -> signIn(theirs))).isEqualTo("401 totp");
        assertThat(Refused.with(() -> signIn(theirCode))).isEqualTo("401 totp");
    }

    @Test
    void T_P09_codes_are_guessed_no_faster_than_passwords() {
        enable();
        for (var i = 0; i < 3; i++) {
            assertThat(Refused.with(() -> signIn(null))).isEqualTo("401 totp");
            assertThat(Refused.with(() -> signIn("000000"))).isEqualTo("401 totp");
        }
        world.change(
                "update sign_in_delay set next_at = now() + interval '60 s' where next_at is not null and person_id = ?",
                caller.personId());
        assertThat(Refused.with(() -> signIn(code(1))))
                .as("even the right ones have to wait, and say no more than to anybody")
                .isEqualTo("401 login");
        world.change("update sign_in_delay set next_at = now() where person_id = ?", caller.personId());
        assertThat(signIn(code(1))).isNotNull();
        assertThat(world.texts("select subject from sign_in_delay where person_id = ?", caller.personId()))
                .isEmpty();
    }

    @Test
    void an_address_has_guessed_no_password_where_a_code_was_missing() {
        enable();
        var office = World.address();
        var attempt = new LoginAttempt(
                caller.email(), PASSWORD, null, SessionKind.TOKEN, office, "a program", World.name("request"));
        for (var i = 0; i < 3; i++) {
            assertThat(Refused.with(() -> signIn.signIn(attempt))).isEqualTo("401 totp");
        }
        assertThat(world.text(
                        "select failures::text from sign_in_delay where subject = ?",
                        GuessSubjects.of(null, office, List.of()).get(0)))
                .isEqualTo("0");
        assertThat(world.text("select failures::text from sign_in_delay where person_id = ?", caller.personId()))
                .as("for the person they count")
                .isEqualTo("3");
    }

    @Test
    void the_database_shows_authenticators_to_their_person_only() throws SQLException {
        enable();
        try (var connection = Postgres.connect(Postgres.APP);
                var statement = connection.createStatement()) {
            for (var table : List.of("person_totp", "recovery_code")) {
                connection.setAutoCommit(false);
                assertThat(count(statement, table)).as("without a scope").isZero();
                statement.execute("select set_config('app.org_id', '" + org.id() + "', true),"
                        + " set_config('app.wide', 'on', true), set_config('app.platform', 'on', true)");
                assertThat(count(statement, table))
                        .as("their org and the platform")
                        .isZero();
                statement.execute("select set_config('app.person_id', '" + caller.personId() + "', true)");
                assertThat(count(statement, table)).as("themselves").isPositive();
                connection.rollback();
            }
        }
    }

    private static int count(Statement statement, String table) throws SQLException {
        try (var rows = statement.executeQuery("select count(*) from " + table)) {
            rows.next();
            return rows.getInt(1);
        }
    }

    @Test
    void asking_for_the_code_is_no_refusal_in_the_audit_and_a_wrong_code_is() {
        enable();
        Refused.by(() -> signIn(null));
        assertThat(refusals()).isEmpty();
        Refused.by(() -> signIn("000000"));
        assertThat(refusals()).containsExactly("code");
    }

    @Test
    void the_portal_asks_in_a_second_step_that_holds_for_this_person_and_a_while() {
        enable();
        var halfway = signIn.enter(attempt(caller.email(), PASSWORD, null)).halfway();
        assertThat(halfway.toString()).doesNotContain(halfway.passwordHash());
        assertThat(Refused.with(() -> signIn.complete(halfway, attempt(caller.email(), null, "000000"))))
                .isEqualTo("401 totp");
        var stale = new FirstStep(
                halfway.personId(),
                halfway.email(),
                halfway.passwordHash(),
                null,
                Instant.now().minus(FirstStep.HOLDS).minus(Duration.ofSeconds(1)));
        assertThat(Refused.with(() -> signIn.complete(stale, attempt(caller.email(), null, code(1)))))
                .isEqualTo("401 login");
        var other = somebody(org, Role.VIEWER);
        assertThat(Refused.with(() -> signIn.complete(halfway, attempt(other.email(), null, code(1)))))
                .isEqualTo("401 login");
        assertThat(signIn.complete(halfway, attempt(caller.email(), null, code(1))))
                .isNotNull();
        var unused = recoveryCode();
        world.change("update person set password_hash = 'x' where id = ?", caller.personId());
        assertThat(Refused.with(() -> signIn.complete(halfway, attempt(caller.email(), null, unused))))
                .as("the password has changed since")
                .isEqualTo("401 login");
    }
}
