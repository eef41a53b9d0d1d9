package dev.muster.identity.boundary;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.identity.control.Passwords;
import dev.muster.identity.entity.ApiKeyView;
import dev.muster.identity.entity.NewApiKey;
import dev.muster.platform.Caller;
import dev.muster.platform.Ids;
import dev.muster.platform.Permission;
import dev.muster.platform.Role;
import dev.muster.protocol.crypto.Base64Url;
import dev.muster.protocol.crypto.ContentDigest;
import dev.muster.registry.boundary.Devices;
import dev.muster.registry.boundary.Fleets;
import dev.muster.registry.entity.DeviceState;
import dev.muster.testbed.OneServer;
import dev.muster.testbed.Refused;
import dev.muster.testbed.ServerTest;
import dev.muster.testbed.World;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Keys of programs: what they open, what they never open, and how they end. */
class ApiKeysIT extends ServerTest {

    private static final String PASSWORD = "seven blue lanterns";

    @Inject
    private ApiKeys keys;

    @Inject
    private Sessions sessions;

    @Inject
    private Account account;

    @Inject
    private People people;

    @Inject
    private OperatorKeys signingKeys;

    @Inject
    private SecondFactor secondFactor;

    @Inject
    private Devices devices;

    @Inject
    private Fleets fleets;

    @Inject
    private Passwords passwords;

    private World.Org org;
    private Caller caller;

    @BeforeEach
    void somebody() {
        org = world.org();
        var person = world.personWithHash(passwords.hash(PASSWORD));
        world.join(person, org, Role.ADMIN);
        caller = world.signedIn(person, org.slug());
    }

    @Test
    void a_key_has_a_prefix_and_256_bits_of_which_only_the_hash_is_stored() {
        var made = make("build server");
        assertThat(made.key()).matches("muster_[A-Za-z0-9_-]{43}");
        var secret = Base64Url.decode(made.key().substring("muster_".length())).orElseThrow();
        assertThat(world.text("select encode(token_hash, 'hex') from person_session where id = ?", made.id()))
                .isEqualTo(HexFormat.of().formatHex(ContentDigest.sha256(secret)));
        assertThat(keys.list(caller)).singleElement().satisfies(listed -> {
            assertThat(listed.key()).as("shown once").isNull();
            assertThat(listed.name()).isEqualTo("build server");
            assertThat(listed.lastUsedAt()).isNull();
        });
        assertThat(made.toString()).doesNotContain(made.key());
        assertThat(sessions.list(caller)).as("it is no login").hasSize(1);
    }

    @Test
    void a_key_acts_as_its_person() {
        var acting = use(make("x")).orElseThrow();
        assertThat(acting.id()).isEqualTo(caller.id());
        assertThat(acting.role()).isEqualTo(Role.ADMIN);
        assertThat(acting.orgSlug()).isEqualTo(org.slug());
        assertThat(people.list(acting)).isNotEmpty();
    }

    @Test
    void the_first_use_of_a_key_is_written_down_at_once_and_the_next_a_minute_later() {
        var made = make("x");
        use(made);
        var first = keys.list(caller).get(0).lastUsedAt();
        assertThat(first).as("within a minute of its making").isNotNull();
        use(made);
        assertThat(keys.list(caller).get(0).lastUsedAt()).isEqualTo(first);
    }

    @Test
    void T_R03_what_looks_like_a_key_or_was_one_of_another_kind_opens_nothing() {
        var key = make("x").key();
        for (var nonsense : List.of(
                "muster_",
                "muster_?",
                "muster_" + "A".repeat(43),
                key + "A",
                key.substring(0, key.length() - 1),
                key.substring("muster_".length()),
                key.toUpperCase(java.util.Locale.ROOT))) {
            assertThat(sessions.byToken(nonsense, null)).as(nonsense).isEmpty();
        }
        assertThat(sessions.byCookie(key.substring("muster_".length()), null))
                .as("as a cookie")
                .isEmpty();
        var browser = sessions.open(caller.personId(), World.attempt());
        assertThat(sessions.byToken("muster_" + browser.credential(), null))
                .as("a cookie as a key")
                .isEmpty();
    }

    @Test
    void T_R05_a_revoked_key_opens_nothing_from_then_on_and_its_sockets_close() {
        var made = make("x");
        var acting = use(made).orElseThrow();
        keys.revoke(caller, made.id());
        assertThat(use(made)).isEmpty();
        assertThat(sessions.again(acting)).as("what an open socket asks").isEmpty();
        assertThat(keys.list(caller)).isEmpty();
        assertThat(Refused.with(() -> keys.revoke(caller, made.id()))).isEqualTo("404 not-found");
        assertThat(world.texts(
                        "select action from audit_entry where org_id = ? and target_id = ? order by id",
                        org.id(),
                        made.id().toString()))
                .containsExactly("api-key.created", "api-key.revoked");
    }

    @Test
    void somebody_elses_key_and_a_session_are_no_keys_to_revoke() {
        var theirs = world.person(org, Role.ADMIN);
        var made = keys.create(theirs, new NewApiKey("theirs", null, null, null));
        assertThat(Refused.with(() -> keys.revoke(caller, made.id()))).isEqualTo("404 not-found");
        assertThat(Refused.with(() -> keys.revoke(caller, caller.sessionId()))).isEqualTo("404 not-found");
        assertThat(use(made)).isPresent();
    }

    @Test
    void a_key_ends_by_its_time_after_fourteen_days_unused_and_after_ninety_at_most() {
        var made = make("x");
        assertThat(Duration.between(Instant.now(), made.expiresAt()).toHours()).isEqualTo(90 * 24 - 1);
        lastUsed(made, "13 days 23 hours");
        assertThat(use(made)).isPresent();
        lastUsed(made, "14 days 1 minute");
        assertThat(use(made)).isEmpty();
        assertThat(keys.list(caller)).isEmpty();
        lastUsed(made, "1 day");
        world.change("update person_session set expires_at = now() where id = ?", made.id());
        assertThat(use(made)).isEmpty();
        assertThat(Refused.with(() -> new NewApiKey("x", Instant.now().minusSeconds(1), null, null)))
                .isEqualTo("422 invalid");
        var long91 = new NewApiKey("x", Instant.now().plus(Duration.ofDays(91)), null, null);
        assertThat(Refused.with(() -> keys.create(caller, long91))).isEqualTo("422 invalid");
        assertThat(Refused.with(() -> new NewApiKey(" ", null, null, null))).isEqualTo("422 invalid");
    }

    @Test
    void T_R05_a_key_ends_with_its_person_with_the_password_and_with_the_membership() {
        var made = make("x");
        world.change("update person set disabled_at = now() where id = ?", caller.personId());
        assertThat(use(made)).as("disabled").isEmpty();
        world.change("update person set disabled_at = null where id = ?", caller.personId());
        account.changePassword(caller, PASSWORD, "eleven green bottles");
        assertThat(use(made)).as("another password").isEmpty();
        var member = world.person(org, Role.VIEWER);
        var theirs = keys.create(member, new NewApiKey("x", null, null, null));
        people.remove(caller, member.id());
        assertThat(Refused.with(() -> use(theirs))).as("no member any more").isEqualTo("404 not-found");
    }

    @Test
    void ending_the_other_logins_leaves_the_keys() {
        var made = make("x");
        sessions.endOthers(caller, false);
        assertThat(use(made)).isPresent();
    }

    @Test
    void a_key_for_one_org_does_not_see_another_of_its_person() {
        var second = world.org();
        world.join(caller.personId(), second, Role.ADMIN);
        var made = keys.create(caller, new NewApiKey("x", null, second.slug(), null));
        assertThat(use(made).orElseThrow().orgSlug()).isEqualTo(second.slug());
        assertThat(use(made, second.slug())).isPresent();
        assertThat(Refused.with(() -> use(made, org.slug()))).isEqualTo("404 not-found");
        assertThat(Refused.with(() ->
                        keys.create(caller, new NewApiKey("x", null, world.org().slug(), null))))
                .as("an org one is no member of")
                .isEqualTo("422 invalid");
        world.change("delete from membership where org_id = ? and person_id = ?", second.id(), caller.personId());
        assertThat(Refused.with(() -> use(made))).isEqualTo("404 not-found");
    }

    @Test
    void a_key_with_a_role_may_no_more_than_that_and_no_more_than_its_person() {
        var made = keys.create(caller, new NewApiKey("x", null, null, Role.OPERATOR));
        var acting = use(made).orElseThrow();
        assertThat(acting.role()).isEqualTo(Role.OPERATOR);
        assertThat(Refused.with(() -> people.list(acting))).isEqualTo("403 forbidden");
        world.change("update membership set role = 'VIEWER' where person_id = ?", caller.personId());
        assertThat(use(made).orElseThrow().role()).isEqualTo(Role.VIEWER);
    }

    @Test
    void a_role_in_a_fleet_is_narrowed_too() {
        var device = world.device(caller).deviceId();
        var fleet = fleets.create(caller, "Bench", null).id();
        fleets.add(caller, fleet, List.of(device));
        var member = world.personWithHash("none");
        world.join(member, org, null);
        world.raise(member, fleet, Role.MANAGER);
        var contractor = world.signedIn(member, org.slug());
        world.move(contractor, device, DeviceState.DISABLED, "as a person");
        var acting = use(keys.create(contractor, new NewApiKey("x", null, null, Role.VIEWER)))
                .orElseThrow();
        assertThat(acting.wide()).isFalse();
        assertThat(acting.may(Permission.VIEW_DEVICES)).isTrue();
        assertThat(devices.get(acting, device).id()).isEqualTo(device);
        assertThat(Refused.with(() -> world.move(acting, device, DeviceState.ACTIVE, "as a key")))
                .isEqualTo("403 forbidden");
    }

    @Test
    void the_platform_operators_key_runs_the_installation_unless_it_is_narrowed() {
        var operator = world.operator(org);
        var foreign = world.org();
        var whole = use(keys.create(operator, new NewApiKey("whole", null, null, null)));
        assertThat(whole.orElseThrow().platformOperator()).isTrue();
        for (var narrow :
                List.of(new NewApiKey("org", null, org.slug(), null), new NewApiKey("role", null, null, Role.ADMIN))) {
            var made = keys.create(operator, narrow);
            assertThat(use(made).orElseThrow().platformOperator())
                    .as(narrow.name())
                    .isFalse();
            assertThat(Refused.with(() -> use(made, foreign.slug())))
                    .as(narrow.name())
                    .isEqualTo("404 not-found");
        }
    }

    @Test
    void a_key_does_nothing_to_its_persons_account() {
        var made = make("x");
        var acting = use(made).orElseThrow().in(World.ADDRESS, "r");
        var member = world.person(org, Role.VIEWER);
        assertThat(List.of(
                        Refused.with(() -> keys.create(acting, new NewApiKey("more", null, null, null))),
                        Refused.with(() -> keys.list(acting)),
                        Refused.with(() -> keys.revoke(acting, caller.sessionId())),
                        Refused.with(() -> sessions.refresh(acting, "a program")),
                        Refused.with(() -> sessions.list(acting)),
                        Refused.with(() -> sessions.end(acting, caller.sessionId())),
                        Refused.with(() -> sessions.endOthers(acting, false)),
                        Refused.with(() -> account.changePassword(acting, PASSWORD, "eleven green bottles")),
                        Refused.with(() -> account.totp(acting)),
                        Refused.with(() -> account.beginTotp(acting, PASSWORD)),
                        Refused.with(() -> account.confirmTotp(acting, "000000")),
                        Refused.with(() -> account.renewRecoveryCodes(acting, PASSWORD, "000000")),
                        Refused.with(() -> account.endTotp(acting, PASSWORD, "000000")),
                        Refused.with(() -> signingKeys.register(
                                acting, UUID.randomUUID(), Base64Url.encode(Ids.secret()), PASSWORD, null)),
                        Refused.with(() -> signingKeys.remove(acting)),
                        Refused.with(() -> secondFactor.reset(acting, member.id()))))
                .containsOnly("403 api-key");
        sessions.end(acting, acting.sessionId());
        assertThat(use(made)).as("it may end itself").isEmpty();
    }

    @Test
    void a_person_has_so_many_keys() {
        for (var i = 0; i < OneServer.API_KEYS; i++) {
            make("key " + i);
        }
        assertThat(Refused.with(() -> make("one more"))).isEqualTo("429 api-keys");
        keys.revoke(caller, keys.list(caller).get(0).id());
        make("one more");
    }

    @Test
    void the_last_use_is_told() {
        var made = make("x");
        lastUsed(made, "2 hours");
        use(made);
        assertThat(keys.list(caller).get(0).lastUsedAt()).isAfter(Instant.now().minusSeconds(60));
    }

    private ApiKeyView make(String name) {
        return keys.create(caller, new NewApiKey(name, null, null, null));
    }

    private java.util.Optional<Caller> use(ApiKeyView key) {
        return use(key, null);
    }

    private java.util.Optional<Caller> use(ApiKeyView key, String orgSlug) {
        return sessions.byToken(key.key(), orgSlug);
    }

    private void lastUsed(ApiKeyView key, String ago) {
        world.change("update person_session set last_used_at = now() - ?::interval where id = ?", ago, key.id());
    }
}
