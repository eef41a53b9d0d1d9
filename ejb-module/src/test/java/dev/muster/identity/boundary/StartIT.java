package dev.muster.identity.boundary;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.muster.platform.Scope;
import dev.muster.platform.Vault;
import dev.muster.testbed.OneServer;
import dev.muster.testbed.ServerTest;
import jakarta.inject.Inject;
import org.junit.jupiter.api.Test;

class StartIT extends ServerTest {

    @Inject
    private Installation installation;

    @Inject
    private Keyring keyring;

    @Inject
    private Vault vault;

    @Test
    void the_first_start_makes_the_default_org_with_one_administrator() {
        assertThat(world.texts("select name from org where slug = 'default'")).containsExactly("Default");
        assertThat(world.texts("""
                        select p.email || ' ' || m.role || ' ' || p.platform_operator from person p
                        join membership m on m.person_id = p.id join org o on o.id = m.org_id
                        where o.slug = 'default'""")).containsExactly(OneServer.ADMIN + " ADMIN true");
    }

    @Test
    void T_R04_the_first_start_makes_its_own_keys_and_keeps_no_secret_in_the_clear() {
        assertThat(world.text("select password_hash from person where email = ?", OneServer.ADMIN))
                .startsWith("$argon2id$v=19$m=19456,t=2,p=1$");
        assertThat(world.number(
                        "select count(*) from enrollment_key where key_hash = sha256(?::bytea)",
                        OneServer.ENROLLMENT_KEY.getBytes(java.nio.charset.StandardCharsets.UTF_8)))
                .isEqualTo(1);
        assertThat(world.text("select public_jwk::text from signing_key")).doesNotContain("\"d\"");
        assertThat(keyring.publicKeys()).contains("P-256").doesNotContain("\"d\"");
    }

    @Test
    void a_second_start_finds_all_of_it_and_makes_nothing_twice() {
        var before = counts();
        assertThat(installation.prepare(Scope.ofPlatform())).isTrue();
        assertThat(counts()).isEqualTo(before);
    }

    @Test
    void a_start_with_another_kek_is_refused_and_opens_nothing() {
        var right = world.text("select encode(sealed, 'hex') from kek where retired_at is null");
        var keys = keyring.publicKeys();
        world.change("update kek set sealed = set_byte(sealed, 20, get_byte(sealed, 20) # 1) where retired_at is null");
        try {
            assertThatThrownBy(() -> installation.prepare(Scope.ofPlatform()))
                    .rootCause()
                    .isInstanceOf(javax.crypto.AEADBadTagException.class);
            assertThat(keyring.publicKeys()).isEqualTo(keys);
        } finally {
            world.change("update kek set sealed = decode(?, 'hex') where retired_at is null", right);
        }
        assertThat(installation.prepare(Scope.ofPlatform())).isTrue();
    }

    @Test
    void what_was_sealed_for_one_row_does_not_open_for_another() {
        var sealed = vault.seal("device-secret:1", new byte[] {1, 2, 3});
        assertThat(vault.unseal("device-secret:1", sealed)).containsExactly(1, 2, 3);
        assertThatThrownBy(() -> vault.unseal("device-secret:2", sealed)).isInstanceOf(IllegalStateException.class);
    }

    private String counts() {
        return world.text(
                "select concat_ws(' ', (select count(*) from org where slug = 'default'), "
                        + "(select count(*) from person where email = ?), (select count(*) from signing_key), "
                        + "(select count(*) from enrollment_key where name = 'From the configuration'), "
                        + "(select count(*) from kek))",
                OneServer.ADMIN);
    }
}
