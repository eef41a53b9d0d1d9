package dev.muster.registry.boundary;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.platform.Role;
import dev.muster.testbed.Refused;
import dev.muster.testbed.ServerTest;
import jakarta.inject.Inject;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Who makes factory keys, and who sees them. */
class FactoryKeyRightsIT extends ServerTest {

    @Inject
    private FactoryKeys keys;

    @Test
    void only_an_admin_makes_sees_and_revokes_keys_of_the_org_and_a_key_is_shown_once_and_sealed() {
        var org = world.org();
        var operator = world.operator(org);
        var key = keys.create(operator, "batch 7", "P-100", null, null);
        var manager = world.person(org, Role.MANAGER);
        assertThat(Refused.with(() -> keys.create(manager, "x", null, null, null)))
                .isEqualTo("403 forbidden");
        assertThat(Refused.with(() -> keys.list(manager))).isEqualTo("403 forbidden");
        assertThat(Refused.with(() -> keys.revoke(manager, key.id()))).isEqualTo("403 forbidden");
        var elsewhere = world.person(Role.ADMIN);
        assertThat(keys.list(elsewhere)).isEmpty();
        assertThat(Refused.with(() -> keys.revoke(elsewhere, key.id()))).isEqualTo("404 not-found");
        assertThat(keys.list(operator))
                .singleElement()
                .satisfies(each -> assertThat(each.key()).isNull());
        assertThat(world.texts(
                        "select 1 from factory_key where id = ? and position(? in key_sealed) > 0",
                        key.id(),
                        Base64.getDecoder().decode(key.key())))
                .isEmpty();
        for (var wrong : List.of(Map.entry(" ", 1), Map.entry("x", 0))) {
            assertThat(Refused.with(() -> keys.create(operator, wrong.getKey(), null, null, wrong.getValue())))
                    .isEqualTo("422 invalid");
        }
    }
}
