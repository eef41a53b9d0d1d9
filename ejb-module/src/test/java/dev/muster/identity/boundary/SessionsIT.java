package dev.muster.identity.boundary;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.identity.entity.Factor;
import dev.muster.identity.entity.Grant;
import dev.muster.identity.entity.LoginAttempt;
import dev.muster.identity.entity.SessionKind;
import dev.muster.identity.entity.SessionView;
import dev.muster.platform.Caller;
import dev.muster.platform.Ids;
import dev.muster.platform.Refusal;
import dev.muster.platform.Role;
import dev.muster.protocol.crypto.Base64Url;
import dev.muster.protocol.crypto.ContentDigest;
import dev.muster.testbed.Refused;
import dev.muster.testbed.ServerTest;
import dev.muster.testbed.World;
import jakarta.annotation.Resource;
import jakarta.enterprise.concurrent.ManagedExecutorService;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class SessionsIT extends ServerTest {

    @Resource
    private ManagedExecutorService threads;

    @Inject
    private Sessions sessions;

    @Inject
    private Keyring keyring;

    private World.Org org;
    private Caller caller;

    @BeforeEach
    void somebody() {
        org = world.org();
        caller = world.person(org, Role.OPERATOR);
    }

    @Test
    void a_cookie_is_256_random_bits_of_which_only_the_hash_is_stored() {
        var grant = open(SessionKind.BROWSER);
        var secret = Base64Url.decode(grant.credential()).orElseThrow();
        assertThat(secret).hasSize(32);
        var stored = world.text("select encode(token_hash, 'hex') from person_session where id = ?", grant.sessionId());
        assertThat(stored)
                .isEqualTo(java.util.HexFormat.of().formatHex(ContentDigest.sha256(secret)))
                .isNotEqualTo(java.util.HexFormat.of().formatHex(secret));
    }

    @Test
    void a_cookie_brings_back_the_person_their_org_and_their_role() {
        var found =
                sessions.byCookie(open(SessionKind.BROWSER).credential(), null).orElseThrow();
        assertThat(found.id()).isEqualTo(caller.id());
        assertThat(found.orgId()).isEqualTo(org.id());
        assertThat(found.role()).isEqualTo(Role.OPERATOR);
    }

    @Test
    void a_cookie_nobody_got_is_nobody() {
        assertThat(sessions.byCookie(Base64Url.encode(Ids.secret()), null)).isEmpty();
        assertThat(sessions.byCookie("", null)).isEmpty();
        assertThat(sessions.byCookie("not base64url!", null)).isEmpty();
    }

    @Test
    void the_id_of_a_session_is_not_its_credential() {
        var grant = open(SessionKind.BROWSER);
        assertThat(sessions.byCookie(grant.sessionId().toString(), null)).isEmpty();
    }

    @Test
    void an_ended_session_is_refused_at_once_as_cookie_and_as_token() {
        var browser = open(SessionKind.BROWSER);
        var token = open(SessionKind.TOKEN);
        sessions.end(caller, browser.sessionId());
        sessions.end(caller, token.sessionId());
        assertThat(sessions.byCookie(browser.credential(), null)).isEmpty();
        assertThat(sessions.byToken(token.credential(), null)).isEmpty();
        assertThat(sessions.again(caller)).isPresent();
    }

    @Test
    void ending_a_session_is_in_the_audit_and_ending_it_twice_is_refused() {
        var grant = open(SessionKind.BROWSER);
        sessions.end(caller, grant.sessionId());
        assertThat(world.texts(
                        "select action from audit_entry where target_kind = 'session' and target_id = ? order by id",
                        grant.sessionId().toString()))
                .containsExactly("session.opened", "session.ended");
        assertThat(Refused.with(() -> sessions.end(caller, grant.sessionId()))).isEqualTo("404 not-found");
    }

    @Test
    void the_end_of_a_session_is_in_the_audit_of_each_of_the_persons_orgs() {
        var other = world.org();
        world.join(caller.personId(), other, Role.VIEWER);
        var one = open(SessionKind.BROWSER);
        var two = open(SessionKind.BROWSER);
        sessions.end(caller, one.sessionId());
        sessions.endOthers(caller, true);
        for (var session : List.of(one, two)) {
            assertThat(world.texts(
                            "select o.slug from audit_entry a join org o on o.id = a.org_id"
                                    + " where a.action = 'session.ended' and a.target_id = ?",
                            session.sessionId().toString()))
                    .containsExactlyInAnyOrder(org.slug(), other.slug());
        }
    }

    @Test
    void somebody_elses_session_and_one_that_does_not_exist_look_the_same() {
        var other = world.person(org, Role.VIEWER);
        var admin = world.person(org, Role.ADMIN);
        var foreign = Refused.by(() -> sessions.end(admin, other.sessionId()));
        var absent = Refused.by(() -> sessions.end(admin, UUID.randomUUID()));
        assertThat(foreign.status()).isEqualTo(404);
        assertThat(foreign.getMessage()).isEqualTo(absent.getMessage());
        assertThat(sessions.again(other)).isPresent();
    }

    @Test
    void the_list_has_ones_own_open_sessions_and_marks_the_current_one() {
        var another = open(SessionKind.TOKEN);
        world.person(org, Role.OPERATOR);
        assertThat(sessions.list(caller))
                .extracting(SessionView::id)
                .containsExactlyInAnyOrder(caller.sessionId(), another.sessionId());
        assertThat(sessions.list(caller))
                .filteredOn(SessionView::current)
                .extracting(SessionView::id)
                .containsExactly(caller.sessionId());
    }

    @Test
    void a_session_ends_by_its_time() {
        var grant = open(SessionKind.BROWSER);
        world.change("update person_session set expires_at = now() where id = ?", grant.sessionId());
        assertThat(sessions.byCookie(grant.credential(), null)).isEmpty();
    }

    @Test
    void a_browser_left_alone_has_to_sign_in_again_and_a_program_has_not() {
        var browser = open(SessionKind.BROWSER);
        var token = open(SessionKind.TOKEN);
        world.change(
                "update person_session set last_used_at = now() - interval '31 min' where person_id = ?",
                caller.personId());
        assertThat(sessions.byCookie(browser.credential(), null)).isEmpty();
        assertThat(sessions.byToken(token.credential(), null)).isPresent();
    }

    @Test
    void a_token_ends_after_fourteen_days_unused() {
        var token = open(SessionKind.TOKEN);
        endLater(token);
        lastUsed(token, "13 days 23 hours");
        assertThat(sessions.byToken(token.credential(), null)).isPresent();
        lastUsed(token, "14 days 1 minute");
        assertThat(sessions.byToken(token.credential(), null)).isEmpty();
        assertThat(sessions.list(caller)).extracting(SessionView::id).doesNotContain(token.sessionId());
    }

    @Test
    void a_token_that_is_renewed_again_and_again_ends_ninety_days_after_the_login() {
        var token = open(SessionKind.TOKEN);
        world.change(
                "update person_session set signed_in_at = now() - interval '89 days 23 hours' where id = ?",
                token.sessionId());
        var acting = sessions.byToken(token.credential(), null).orElseThrow();
        var renewed = sessions.refresh(acting, "a program");
        assertThat(Duration.between(Instant.now(), renewed.expiresAt())).isLessThanOrEqualTo(Duration.ofHours(1));
        var again =
                sessions.refresh(sessions.byToken(renewed.credential(), null).orElseThrow(), "a program");
        assertThat(again.expiresAt()).isEqualTo(renewed.expiresAt());
        world.change("update person_session set expires_at = now() where id = ?", again.sessionId());
        assertThat(sessions.byToken(again.credential(), null)).isEmpty();
    }

    @Test
    void using_a_session_twice_within_a_minute_writes_no_row() {
        var token = open(SessionKind.TOKEN);
        var written = rowVersion(token);
        sessions.byToken(token.credential(), null);
        sessions.byToken(token.credential(), null);
        assertThat(rowVersion(token)).isEqualTo(written);
        lastUsed(token, "61 seconds");
        var old = rowVersion(token);
        sessions.byToken(token.credential(), null);
        assertThat(rowVersion(token)).isNotEqualTo(old);
    }

    @Test
    void the_open_socket_of_a_program_is_its_use() {
        var token = open(SessionKind.TOKEN);
        var acting = sessions.byToken(token.credential(), null).orElseThrow();
        lastUsed(token, "13 days");
        assertThat(sessions.again(acting)).isPresent();
        assertThat(world.number(
                        "select count(*) from person_session where id = ? and last_used_at > now() - interval '1 min'",
                        token.sessionId()))
                .isEqualTo(1);
    }

    @Test
    void all_other_sessions_end_at_once_and_nobody_elses() {
        var other = world.person(org, Role.VIEWER);
        var browser = open(SessionKind.BROWSER);
        var token = open(SessionKind.TOKEN);
        assertThat(sessions.endOthers(caller, false)).isEqualTo(2);
        assertThat(sessions.byCookie(browser.credential(), null)).isEmpty();
        assertThat(sessions.byToken(token.credential(), null)).isEmpty();
        assertThat(sessions.again(caller)).isPresent();
        assertThat(sessions.again(other)).isPresent();
        assertThat(sessions.endOthers(caller, false)).isZero();
        assertThat(world.number(
                        "select count(*) from audit_entry where org_id = ? and action = 'session.ended'", org.id()))
                .isEqualTo(2);
    }

    private void endLater(Grant grant) {
        world.change(
                "update person_session set expires_at = now() + interval '30 days' where id = ?", grant.sessionId());
    }

    private void lastUsed(Grant grant, String ago) {
        world.change(
                "update person_session set last_used_at = now() - ?::interval where id = ?", ago, grant.sessionId());
    }

    private String rowVersion(Grant grant) {
        return world.text("select xmin::text from person_session where id = ?", grant.sessionId());
    }

    @Test
    void a_person_who_is_disabled_is_out_at_once() {
        var grant = open(SessionKind.BROWSER);
        world.change("update person set disabled_at = now() where id = ?", caller.personId());
        assertThat(sessions.byCookie(grant.credential(), null)).isEmpty();
        assertThat(sessions.again(caller)).isEmpty();
    }

    @Test
    void whoever_looks_on_has_the_rights_of_now_and_none_after_the_session_or_the_membership() {
        world.change(
                "update person_session set last_used_at = now() - interval '31 min' where id = ?", caller.sessionId());
        world.change("update membership set role = 'VIEWER' where person_id = ?", caller.personId());
        assertThat(sessions.again(caller).orElseThrow().role()).isEqualTo(Role.VIEWER);
        assertThat(world.number(
                        "select count(*) from person_session where id = ? and last_used_at > now() - interval '1 min'",
                        caller.sessionId()))
                .as("looking on is not use")
                .isZero();
        world.change("update membership set role = null where person_id = ?", caller.personId());
        assertThat(sessions.again(caller).orElseThrow().wide()).isFalse();
        world.change("delete from membership where person_id = ?", caller.personId());
        assertThat(Refused.with(() -> sessions.again(caller))).isEqualTo("404 not-found");
        world.change("update person_session set ended_at = now() where id = ?", caller.sessionId());
        assertThat(sessions.again(caller)).isEmpty();
    }

    @Test
    void a_lost_membership_counts_with_the_next_request() {
        var grant = open(SessionKind.BROWSER);
        world.change("delete from membership where person_id = ?", caller.personId());
        assertThat(Refused.with(() -> sessions.byCookie(grant.credential(), null)))
                .isEqualTo("404 not-found");
    }

    @Test
    void a_changed_role_counts_with_the_next_request() {
        var grant = open(SessionKind.BROWSER);
        world.change("update membership set role = 'VIEWER' where person_id = ?", caller.personId());
        assertThat(sessions.byCookie(grant.credential(), null))
                .hasValueSatisfying(found -> assertThat(found.role()).isEqualTo(Role.VIEWER));
    }

    @Test
    void a_person_of_two_orgs_names_the_one_they_act_in() {
        var second = world.org();
        world.join(caller.personId(), second, Role.ADMIN);
        var grant = open(SessionKind.BROWSER);
        assertThat(sessions.byCookie(grant.credential(), second.slug())).hasValueSatisfying(found -> {
            assertThat(found.orgId()).isEqualTo(second.id());
            assertThat(found.role()).isEqualTo(Role.ADMIN);
        });
    }

    @Test
    void an_org_one_does_not_belong_to_does_not_exist() {
        var foreign = world.org();
        var grant = open(SessionKind.BROWSER);
        assertThat(Refused.with(() -> sessions.byCookie(grant.credential(), foreign.slug())))
                .isEqualTo("404 not-found");
        assertThat(Refused.with(() -> sessions.byCookie(grant.credential(), "no-such-org")))
                .isEqualTo("404 not-found");
    }

    @Test
    void a_refreshed_token_takes_the_place_of_the_old_one() {
        var old = open(SessionKind.TOKEN);
        var acting = sessions.byToken(old.credential(), null).orElseThrow();
        var fresh = sessions.refresh(acting, "a program");
        assertThat(sessions.byToken(old.credential(), null)).isEmpty();
        assertThat(sessions.byToken(fresh.credential(), null)).isPresent();
    }

    @Test
    void T_R03_a_device_token_signs_nobody_in() {
        var manager = world.person(org, Role.MANAGER);
        var device = world.device(manager);
        assertThat(sessions.byToken(
                        keyring.deviceToken(device.deviceId(), 1, Instant.now().plusSeconds(60)), null))
                .isEmpty();
    }

    @Test
    void T_R05_a_sign_in_under_way_with_a_password_that_is_changed_meanwhile_opens_nothing() {
        var proven = world.text("select password_hash from person where id = ?", caller.personId());
        world.change("update person set password_hash = 'another' where id = ?", caller.personId());
        var attempt = new LoginAttempt(
                caller.email(), "", SessionKind.TOKEN, World.ADDRESS, "a program", World.name("request"));
        assertThat(Refused.with(() -> sessions.open(caller.personId(), proven, attempt, Factor.NONE)))
                .isEqualTo("401 login");
    }

    /** A thief who renews without a pause must not slip past the end of all sessions. */
    @Test
    void T_R05_what_is_renewed_while_all_are_ended_is_ended_too() throws Exception {
        for (var round = 0; round < 30; round++) {
            var stolen =
                    sessions.byToken(open(SessionKind.TOKEN).credential(), null).orElseThrow();
            var begin = new CountDownLatch(1);
            var renewed = threads.submit((Callable<Grant>) () -> {
                begin.await();
                return sessions.refresh(stolen, "a program");
            });
            begin.countDown();
            sessions.endOthers(caller, true);
            try {
                renewed.get(20, TimeUnit.SECONDS);
            } catch (ExecutionException e) {
                assertThat(e).hasRootCauseInstanceOf(Refusal.class);
                continue;
            }
            assertThat(world.number(
                            "select count(*) from person_session where person_id = ? and id <> ? and ended_at is null",
                            caller.personId(),
                            caller.sessionId()))
                    .as("round " + round)
                    .isZero();
        }
    }

    private Grant open(SessionKind kind) {
        return sessions.open(
                caller.personId(),
                new LoginAttempt(caller.email(), "", kind, World.ADDRESS, "a browser", World.name("request")));
    }
}
