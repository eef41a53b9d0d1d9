package dev.muster.identity.boundary;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.identity.control.Passwords;
import dev.muster.identity.entity.LoginAttempt;
import dev.muster.identity.entity.SessionKind;
import dev.muster.platform.Refusal;
import dev.muster.platform.Role;
import dev.muster.testbed.Eventually;
import dev.muster.testbed.Postgres;
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
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Guessing is slowed down, bursts included, and nobody is locked out by others' guesses. */
class GuessesIT extends ServerTest {

    private static final String PASSWORD = "a long password 42";
    private static final int FREE = 5;
    private static final int FREE_PER_ADDRESS = 20;
    private static final int BURST = 12;

    @Inject
    private SignIn signIn;

    @Inject
    private Guesses guesses;

    @Inject
    private Passwords passwords;

    @Resource
    private ManagedExecutorService threads;

    private long person;
    private World.Org org;
    private String email;
    private String here;

    @BeforeEach
    void somebody() {
        person = world.personWithHash(passwords.hash(PASSWORD));
        org = world.org();
        world.join(person, org, Role.OPERATOR);
        email = world.email(person);
        here = World.address();
    }

    @Test
    void five_wrong_passwords_are_free_and_the_right_one_takes_them_back() {
        for (var round = 0; round < 2; round++) {
            for (var i = 0; i < FREE; i++) {
                assertThat(enters(email, "wrong", here)).isFalse();
            }
            assertThat(enters(email, PASSWORD, here)).isTrue();
        }
        assertThat(subjects()).isEmpty();
    }

    @Test
    void after_them_even_the_right_password_has_to_wait_and_then_it_works() {
        for (var i = 0; i < FREE + 1; i++) {
            enters(email, "wrong", here);
        }
        assertThat(waitOf("person:" + person + "@elsewhere")).isBetween(0.0, 1.0);
        wait("person:" + person + "@elsewhere", 60);
        assertThat(enters(email, PASSWORD, here)).isFalse();
        wait("person:" + person + "@elsewhere", 0);
        assertThat(enters(email, PASSWORD, here)).isTrue();
    }

    /** All of them stand before the same row until it is let go, so that the outcome does not hang on the machine. */
    @Test
    void of_a_burst_no_more_are_looked_at_than_of_tries_one_by_one() throws Exception {
        enters(email, "wrong", here);
        var tries = new ArrayList<Future<Boolean>>();
        try (var holder = Postgres.connect(Postgres.SUPERUSER);
                var statement = holder.createStatement()) {
            holder.setAutoCommit(false);
            statement.executeQuery("select from sign_in_delay where person_id = " + person + " for update");
            for (var i = 0; i < BURST; i++) {
                tries.add(threads.submit((Callable<Boolean>) () ->
                        guesses.begin(attempt(email, "wrong", World.address())).counted()));
            }
            Eventually.holds(
                    "all tries stand before the row",
                    Duration.ofSeconds(20),
                    () -> world.number("select count(*) from pg_stat_activity where wait_event_type = 'Lock'")
                            >= BURST);
            holder.commit();
        }
        var lookedAt = 0;
        for (var each : tries) {
            lookedAt += each.get(30, TimeUnit.SECONDS) ? 1 : 0;
        }
        // one came before; on a slow machine the first wait of a second may pass in the middle of the burst
        assertThat(lookedAt).isBetween(FREE, FREE + 2);
    }

    @Test
    void each_further_try_doubles_the_wait_up_to_five_minutes_and_tries_during_it_do_not() {
        var elsewhere = "person:" + person + "@elsewhere";
        enters(email, "wrong", here);
        world.change("update sign_in_delay set failures = ? where subject = ?", FREE + 4, elsewhere);
        enters(email, "wrong", here);
        assertThat(waitOf(elsewhere)).isBetween(13.0, 16.0);
        enters(email, "wrong", here);
        assertThat(waitOf(elsewhere)).isBetween(10.0, 16.0);
        world.change("update sign_in_delay set failures = 500, next_at = null where subject = ?", elsewhere);
        enters(email, "wrong", World.address());
        assertThat(waitOf(elsewhere)).isBetween(295.0, 300.0);
    }

    @Test
    void guesses_of_strangers_never_make_somebody_wait_where_they_have_signed_in_before() {
        assertThat(enters(email, PASSWORD, here)).isTrue();
        for (var i = 0; i < 3 * FREE; i++) {
            enters(email, "wrong", World.address());
        }
        wait("person:" + person + "@elsewhere", 300);
        assertThat(enters(email, PASSWORD, World.address())).isFalse();
        assertThat(enters(email, PASSWORD, here)).isTrue();
    }

    @Test
    void an_address_that_tries_many_people_waits_too_and_others_do_not() {
        for (var i = 0; i < FREE_PER_ADDRESS + 1; i++) {
            enters(World.name("nobody") + "@example.org", "wrong", here);
        }
        var address = subjects("address:%").get(0);
        assertThat(waitOf(address)).isBetween(0.0, 1.0);
        wait(address, 60);
        assertThat(enters(email, PASSWORD, here)).isFalse();
        assertThat(enters(email, PASSWORD, World.address())).isTrue();
    }

    @Test
    void an_address_that_waits_does_not_hold_up_those_who_have_signed_in_from_it() {
        assertThat(enters(email, PASSWORD, here)).isTrue();
        for (var i = 0; i < FREE_PER_ADDRESS + 1; i++) {
            enters(World.name("nobody") + "@example.org", "wrong", here);
        }
        wait(subjects("address:%").get(0), 300);
        assertThat(enters(email, PASSWORD, here)).isTrue();
    }

    @Test
    void loopback_makes_nobody_wait_but_the_person_who_is_guessed() {
        for (var i = 0; i < FREE_PER_ADDRESS + 5; i++) {
            enters(World.name("nobody") + "@example.org", "wrong", "127.0.0.1");
        }
        assertThat(enters(email, PASSWORD, "127.0.0.1")).isTrue();
        for (var i = 0; i < FREE + 1; i++) {
            enters(email, "wrong", "127.0.0.1");
        }
        wait("person:" + person + "@elsewhere", 60);
        assertThat(enters(email, PASSWORD, "127.0.0.1")).isFalse();
    }

    @Test
    void T_L05_the_audit_hears_of_the_first_guess_at_once_and_of_the_others_in_sum() {
        for (var i = 0; i < 30; i++) {
            enters(email, "wrong", here);
        }
        assertThat(audited())
                .singleElement()
                .satisfies(first -> assertThat(first).contains(email).doesNotContain("count"));
        var elsewhere = "person:" + person + "@elsewhere";
        guesses.settleAll();
        assertThat(audited()).as("the window is not over").hasSize(1);
        over(elsewhere);
        guesses.settleAll();
        assertThat(audited())
                .hasSize(2)
                .element(1)
                .satisfies(sum -> assertThat(sum).contains("\"count\": 29", email, "\"since\""));
        over(elsewhere);
        guesses.settleAll();
        assertThat(audited()).as("nothing new").hasSize(2);
        enters(email, "wrong", here);
        assertThat(audited()).as("a new window begins with an entry").hasSize(3);
    }

    @Test
    void each_org_of_the_person_hears_what_the_platform_hears_and_no_other_does() {
        var second = world.org();
        world.join(person, second, Role.VIEWER);
        world.org();
        enters(email, "wrong", here);
        enters(email, "wrong", here);
        guesses.settleAll();
        over("person:" + person + "@elsewhere");
        guesses.settleAll();
        assertThat(world.texts(
                        "select coalesce(org_id::text, '-') from audit_entry where action = 'session.refused'"
                                + " and detail ->> 'email' = ? order by id",
                        email))
                .hasSize(6)
                .containsOnly("-", String.valueOf(org.id()), String.valueOf(second.id()));
        assertThat(world.number(
                        "select count(*) from audit_entry where action = 'session.refused' and org_id = ?"
                                + " and detail ->> 'count' = '1'",
                        second.id()))
                .isEqualTo(1);
    }

    @Test
    void what_the_audit_has_not_heard_is_told_when_the_person_comes_in() {
        for (var i = 0; i < 3; i++) {
            enters(email, "wrong", here);
        }
        assertThat(enters(email, PASSWORD, here)).isTrue();
        assertThat(audited())
                .hasSize(2)
                .element(1)
                .satisfies(sum -> assertThat(sum).contains("\"count\": 2"));
    }

    @Test
    void what_has_been_silent_for_an_hour_is_forgotten() {
        enters(email, "wrong", here);
        var elsewhere = "person:" + person + "@elsewhere";
        world.change(
                "update sign_in_delay set failures = 50, last_at = now() - interval '61 min' where subject = ?",
                elsewhere);
        enters(email, "wrong", here);
        assertThat(world.number("select failures from sign_in_delay where subject = ?", elsewhere))
                .isEqualTo(1);
        over(elsewhere);
        guesses.settleAll();
        world.change("update sign_in_delay set last_at = now() - interval '61 min' where subject = ?", elsewhere);
        guesses.settleAll();
        assertThat(subjects()).isEmpty();
    }

    private boolean enters(String who, String password, String address) {
        try {
            return signIn.signIn(attempt(who, password, address)) != null;
        } catch (Refusal refusal) {
            assertThat(refusal.code()).isEqualTo("login");
            return false;
        }
    }

    private static LoginAttempt attempt(String who, String password, String address) {
        return new LoginAttempt(who, password, SessionKind.TOKEN, address, "a program", World.name("request"));
    }

    private double waitOf(String subject) {
        return Double.parseDouble(world.text(
                "select extract(epoch from next_at - clock_timestamp()) from sign_in_delay where subject = ?",
                subject));
    }

    private void wait(String subject, int seconds) {
        world.change(
                "update sign_in_delay set next_at = clock_timestamp() + ? * interval '1 s' where subject = ?",
                seconds,
                subject);
    }

    /** The audit's window of that subject. */
    private void over(String subject) {
        world.change("update sign_in_delay set said_at = said_at - interval '16 min' where subject = ?", subject);
    }

    private List<String> subjects() {
        return world.texts("select subject from sign_in_delay where person_id = ?", person);
    }

    /** Of this test's address. */
    private List<String> subjects(String like) {
        return world.texts(
                "select subject from sign_in_delay where subject like ? order by last_at desc limit 1", like);
    }

    /** The platform's. */
    private List<String> audited() {
        return world.texts(
                "select detail::text from audit_entry where action = 'session.refused' and org_id is null"
                        + " and detail ->> 'email' = ? order by id",
                email);
    }
}
