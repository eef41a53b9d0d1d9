package dev.muster.identity.boundary;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.platform.Role;
import dev.muster.testbed.Refused;
import dev.muster.testbed.ServerTest;
import dev.muster.testbed.World;
import jakarta.inject.Inject;
import org.junit.jupiter.api.Test;

/** Making orgs, and entering them. */
class OrgsIT extends ServerTest {

    @Inject
    private Sessions sessions;

    @Inject
    private Orgs orgs;

    @Test
    void the_platform_operator_makes_orgs_and_entering_one_is_in_its_audit() {
        var admin = world.person(Role.ADMIN);
        assertThat(Refused.with(() -> orgs.list(admin))).isEqualTo("403 forbidden");
        assertThat(Refused.with(() -> orgs.create(admin, "Mine", null))).isEqualTo("403 forbidden");
        world.change("update person set platform_operator = true where id = ?", admin.personId());
        var operator = world.signedIn(admin.personId(), null);
        var slug = World.name("acme");
        var made = orgs.create(operator, "Acme", slug);
        assertThat(Refused.with(() -> orgs.create(operator, "Acme", slug))).isEqualTo("409 org-exists");
        assertThat(orgs.rename(operator, slug, "Acme Ltd", made.version()).name())
                .isEqualTo("Acme Ltd");
        assertThat(Refused.with(() -> orgs.rename(operator, slug, "Acme", made.version())))
                .isEqualTo("412 version");
        assertThat(orgs.get(operator, slug).people()).isZero();
        world.device(admin);
        assertThat(orgs.get(operator, admin.orgSlug()).devices()).isEqualTo(1);
        assertThat(orgs.get(operator, admin.orgSlug()).people()).isEqualTo(1);
        var grant = sessions.open(admin.personId(), World.attempt());
        for (var i = 0; i < 2; i++) {
            var inside = sessions.byCookie(grant.credential(), slug, "192.0.2.9", "visit")
                    .orElseThrow();
            assertThat(inside.orgSlug()).isEqualTo(slug);
            assertThat(inside.role()).isEqualTo(Role.ADMIN);
        }
        assertThat(world.texts(
                        "select action from audit_entry a join org o on o.id = a.org_id where o.slug = ? order by a.id",
                        slug))
                .as("entered once a session")
                .containsExactly("org.created", "org.renamed", "org.entered");
        assertThat(world.text(
                        "select a.address || ' ' || a.request_id from audit_entry a join org o on o.id = a.org_id"
                                + " where o.slug = ? and a.action = 'org.entered'",
                        slug))
                .isEqualTo("192.0.2.9 visit");
        assertThat(Refused.with(() -> sessions.byCookie(grant.credential(), "no-such-org")))
                .isEqualTo("404 not-found");
    }
}
