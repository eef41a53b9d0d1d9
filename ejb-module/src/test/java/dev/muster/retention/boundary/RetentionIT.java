package dev.muster.retention.boundary;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.platform.Caller;
import dev.muster.platform.Role;
import dev.muster.retention.entity.KeptDays;
import dev.muster.testbed.Refused;
import dev.muster.testbed.ServerTest;
import dev.muster.testbed.World;
import jakarta.inject.Inject;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** An org says for how long it keeps what its devices said. */
class RetentionIT extends ServerTest {

    @Inject
    private Retention retention;

    private World.Org org;
    private Caller manager;

    @BeforeEach
    void a_manager() {
        org = world.org();
        manager = world.person(org, Role.MANAGER);
    }

    @Test
    void it_has_defaults_and_the_manager_changes_what_they_name() {
        var before = retention.get(manager);
        assertThat(before).isEqualTo(new KeptDays(90, 365, 30, before.version()));

        var after = retention.change(manager, null, null, 7, before.version());

        assertThat(after).isEqualTo(new KeptDays(90, 365, 7, before.version() + 1));
        assertThat(retention.get(world.person(org, Role.VIEWER))).isEqualTo(after);
        assertThat(world.text(
                        "select detail ->> 'to' from audit_entry where org_id = ? and action = 'org.retention'",
                        org.id()))
                .contains("\"logs\": 7");
    }

    @Test
    void another_org_keeps_its_own() {
        retention.change(manager, 1, 1, 1, null);
        assertThat(retention.get(world.person(Role.MANAGER)).readingDays()).isEqualTo(90);
    }

    @Test
    void what_changes_nothing_is_not_audited() {
        retention.change(manager, 90, null, null, null);
        assertThat(world.texts(
                        "select action from audit_entry where org_id = ? and action = 'org.retention'", org.id()))
                .isEmpty();
    }

    @ParameterizedTest
    @EnumSource(names = {"VIEWER", "OPERATOR"})
    void a_lesser_role_looks_only(Role role) {
        var person = world.person(org, role);
        assertThat(Refused.with(() -> retention.change(person, 10, null, null, null)))
                .isEqualTo("403 forbidden");
        assertThat(retention.get(person).readingDays()).isEqualTo(90);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, -1, 3651, Integer.MAX_VALUE})
    void nonsense_is_refused_and_named(int days) {
        var refusal = Refused.by(() -> retention.change(manager, days, null, days, null));
        assertThat(refusal.status()).isEqualTo(422);
        assertThat(refusal.errors()).extracting("pointer").containsExactly("/readingDays", "/logDays");
        assertThat(retention.get(manager).readingDays()).isEqualTo(90);
    }

    @Test
    void of_two_who_change_it_the_later_is_told() {
        var version = retention.get(manager).version();
        retention.change(manager, 10, null, null, version);
        assertThat(Refused.with(() -> retention.change(manager, 20, null, null, version)))
                .isEqualTo("412 version");
    }
}
