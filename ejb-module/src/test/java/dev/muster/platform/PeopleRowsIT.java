package dev.muster.platform;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.muster.testbed.AsApp;
import dev.muster.testbed.Filling;
import dev.muster.testbed.ServerTest;
import dev.muster.testbed.World;
import jakarta.inject.Inject;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What plain SQL as the application's role sees of people and their ways in, scope by scope. */
class PeopleRowsIT extends ServerTest {

    /** Tables that no policy protects, each with its reason. */
    private static final Map<String, String> OPEN = Map.of(
            "schema_history", "the application cannot read it",
            "signing_key", "keys of the installation, sealed",
            "kek", "known texts of the installation, sealed",
            "fingerprint_key", "a key of the installation, sealed",
            "sealed_column", "names of columns",
            "oidc_answer", "hashes of handshakes that were answered: of nobody",
            "node_beat", "nodes of the installation",
            "outage", "times when no node was up");

    private static final List<String> OF_PEOPLE = List.of(
            "person",
            "person_session",
            "person_totp",
            "recovery_code",
            "code_guess",
            "person_link",
            "operator_key",
            "sign_in_delay",
            "password_reset");

    @Inject
    private Filling filling;

    private World.Org org;
    private Caller ann;
    private Caller ben;

    @BeforeEach
    void two_people_of_one_org_and_one_of_another() {
        org = world.org();
        ann = world.person(org, Role.ADMIN);
        ben = world.person(org, Role.VIEWER);
        var stranger = world.person(Role.ADMIN);
        List.of(ann, ben, stranger).forEach(each -> filling.person(each.personId()));
    }

    @Test
    void every_table_is_protected_row_by_row_or_has_its_reason_here() {
        assertThat(world.texts("""
                        select c.relname from pg_class c join pg_namespace n on n.oid = c.relnamespace
                        where n.nspname = 'muster' and c.relkind in ('r', 'p')
                        and not (c.relrowsecurity and c.relforcerowsecurity)""")).containsExactlyInAnyOrderElementsOf(OPEN.keySet());
    }

    @Test
    void in_an_orgs_scope_nobodys_account_is_seen_or_changed() {
        try (var app = AsApp.in(Map.of("org_id", org.id(), "wide", "on"))) {
            for (var table : OF_PEOPLE) {
                assertThat(app.texts("select 1 from " + table)).as(table).isEmpty();
            }
            assertThat(app.texts("select 1 from mail_letter")).isEmpty();
            assertThat(app.change("update person set password_hash = 'taken'")).isZero();
            assertThat(app.change("update person_session set ended_at = now()")).isZero();
        }
    }

    @Test
    void without_a_scope_nothing_is_seen() {
        try (var app = AsApp.in(Map.of())) {
            for (var table : OF_PEOPLE) {
                assertThat(app.texts("select 1 from " + table)).as(table).isEmpty();
            }
            assertThat(app.texts("select 1 from mail_letter")).isEmpty();
        }
    }

    @Test
    void a_person_sees_themselves_also_where_they_act_in_an_org() {
        for (var scope : List.of(
                Map.of("person_id", ann.personId()),
                Map.of("person_id", ann.personId(), "org_id", org.id(), "wide", "on"))) {
            try (var app = AsApp.in(scope)) {
                for (var table : OF_PEOPLE) {
                    var whose = table.equals("person") ? "id" : "person_id";
                    assertThat(app.texts("select distinct " + whose + " from " + table))
                            .as(table)
                            .containsExactly(ann.personId().toString());
                }
                assertThat(app.texts("select 1 from mail_letter")).isEmpty();
                assertThat(app.change("update person set name = 'x' where id = " + ben.personId()))
                        .isZero();
                assertThatThrownBy(() -> app.change("insert into person_session (id, person_id, kind, expires_at)"
                                + " values (gen_random_uuid(), " + ben.personId() + ", 'TOKEN', now())"))
                        .hasStackTraceContaining("row-level security");
            }
        }
    }

    @Test
    void an_e_mail_address_at_a_door_shows_the_account_behind_it_and_no_other() {
        try (var app = AsApp.in(Map.of("email", ann.email()))) {
            assertThat(app.texts("select email from person")).containsExactly(ann.email());
            assertThat(app.texts("select distinct person_id from person_session"))
                    .containsExactly(ann.personId().toString());
            assertThat(app.change("update person_session set ended_at = now() where id = '" + ben.sessionId() + "'"))
                    .isZero();
            assertThat(app.texts("select 1 from operator_key")).isEmpty();
        }
    }

    @Test
    void the_installations_work_reaches_guesses_links_and_letters_and_no_account() {
        try (var app = AsApp.in(Map.of("installation", "on"))) {
            for (var table : List.of("sign_in_delay", "password_reset", "mail_letter")) {
                assertThat(app.texts("select 1 from " + table)).as(table).isNotEmpty();
            }
            for (var table : List.of("person", "person_session", "operator_key", "person_totp", "person_link")) {
                assertThat(app.texts("select 1 from " + table)).as(table).isEmpty();
            }
        }
    }

    @Test
    void the_platform_operator_sees_accounts_and_sessions_and_none_of_the_keys_behind() {
        try (var app = AsApp.in(Map.of("platform", "on"))) {
            for (var table : OF_PEOPLE) {
                var shown = app.texts("select 1 from " + table);
                assertThat(shown.isEmpty())
                        .as(table)
                        .isEqualTo(!table.equals("person") && !table.equals("person_session"));
            }
            assertThat(app.texts("select 1 from mail_letter")).isEmpty();
        }
    }

    @Test
    void the_people_of_an_org_are_told_to_whoever_sees_all_of_it() {
        var emails = "select email from org_people(null)";
        try (var app = AsApp.in(Map.of("org_id", org.id(), "wide", "on"))) {
            assertThat(app.texts(emails)).containsExactlyInAnyOrder(ann.email(), ben.email());
        }
        for (var scope : List.of(
                Map.of("org_id", org.id(), "person_id", ben.personId()),
                Map.of("wide", "on"),
                Map.of("platform", "on", "installation", "on"))) {
            try (var app = AsApp.in(scope)) {
                assertThat(app.texts(emails)).as("%s", scope).isEmpty();
                assertThatThrownBy(() -> app.texts("select invited_person('x@example.org', 'x', gen_random_uuid())"))
                        .hasStackTraceContaining("into an org");
            }
        }
    }

    @Test
    void a_door_opens_for_the_hash_of_a_credential_or_the_id_of_a_session_alone() {
        try (var app = AsApp.in(Map.of())) {
            assertThat(app.texts("select email from session_at_door(null, '" + ann.sessionId() + "')"))
                    .containsExactly(ann.email());
            assertThat(app.texts("select email from session_at_door(null, null)"))
                    .isEmpty();
            assertThat(app.texts("select email from session_at_door('\\x00', '" + UUID.randomUUID() + "')"))
                    .isEmpty();
        }
    }
}
