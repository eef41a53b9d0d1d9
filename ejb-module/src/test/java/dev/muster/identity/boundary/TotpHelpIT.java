package dev.muster.identity.boundary;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.platform.Role;
import dev.muster.testbed.Refused;
import org.junit.jupiter.api.Test;

/** Help for whoever lost their authenticator: who may give it, and who may not. */
class TotpHelpIT extends TotpStory {

    @Test
    void an_administrator_helps_a_member_who_is_theirs_alone() {
        enable();
        var admin = world.person(org, Role.ADMIN);
        assertThat(Refused.with(() -> secondFactor.reset(world.person(org, Role.MANAGER), caller.id())))
                .isEqualTo("403 forbidden");
        assertThat(Refused.with(() -> secondFactor.reset(world.person(Role.ADMIN), caller.id())))
                .as("of another org")
                .isEqualTo("404 not-found");
        secondFactor.reset(admin, caller.id());
        assertThat(signIn(null)).isNotNull();
        assertThat(Refused.with(() -> secondFactor.reset(admin, caller.id()))).isEqualTo("409 totp-off");
        assertThat(world.texts(
                        "select actor_name from audit_entry where org_id = ? and action = 'person.totp-reset'",
                        org.id()))
                .containsExactly(admin.email());
    }

    @Test
    void a_member_of_another_org_too_is_helped_by_the_platform_operator_or_the_administrator_of_both() {
        enable();
        var admin = world.person(org, Role.ADMIN);
        var second = world.org();
        world.join(caller.personId(), second, Role.VIEWER);
        assertThat(Refused.with(() -> secondFactor.reset(admin, caller.id()))).isEqualTo("403 forbidden");
        world.join(admin.personId(), second, Role.MANAGER);
        assertThat(Refused.with(() -> secondFactor.reset(admin, caller.id()))).isEqualTo("403 forbidden");
        world.change("update membership set role = 'ADMIN' where person_id = ?", admin.personId());
        secondFactor.reset(admin, caller.id());
        fresh();
        enable();
        secondFactor.reset(world.operator(org), caller.id());
        assertThat(signIn(null)).isNotNull();
    }

    @Test
    void nobody_resets_the_platform_operator_or_themselves() {
        caller = somebody(org, Role.ADMIN);
        enable();
        assertThat(Refused.with(() -> secondFactor.reset(caller, caller.id()))).isEqualTo("403 forbidden");
        world.change("update person set platform_operator = true where id = ?", caller.personId());
        assertThat(Refused.with(() -> secondFactor.reset(world.person(org, Role.ADMIN), caller.id())))
                .isEqualTo("403 forbidden");
    }

    @Test
    void whoever_has_not_accepted_an_invitation_is_no_member_to_be_helped() {
        enable();
        var stranger = world.org();
        world.join(caller.personId(), stranger, Role.VIEWER);
        world.change("update membership set accepted_at = null where org_id = ?", stranger.id());
        assertThat(Refused.with(() -> secondFactor.reset(world.person(stranger, Role.ADMIN), caller.id())))
                .isEqualTo("404 not-found");
    }
}
