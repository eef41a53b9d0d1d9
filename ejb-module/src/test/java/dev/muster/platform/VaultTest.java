package dev.muster.platform;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class VaultTest {

    private static final byte[] SECRET = {1, 2, 3, 4, 5};

    @TempDir
    private Path folder;

    private Path kek;

    @BeforeEach
    void makeKek() throws IOException {
        kek = kek("kek", 32, (byte) 7);
    }

    @Test
    void what_was_sealed_opens_again() throws Exception {
        var vault = open(kek);
        assertThat(vault.unseal("a", vault.seal("a", SECRET))).isEqualTo(SECRET);
        assertThat(vault.unseal("a", vault.seal("a", new byte[0]))).isEmpty();
    }

    @Test
    void sealing_twice_never_gives_the_same_bytes() throws Exception {
        var vault = open(kek);
        assertThat(vault.seal("a", SECRET)).isNotEqualTo(vault.seal("a", SECRET));
    }

    @Test
    void a_value_does_not_open_for_another_purpose() throws Exception {
        var vault = open(kek);
        var sealed = vault.seal("device-secret:1", SECRET);
        assertThatThrownBy(() -> vault.unseal("device-secret:2", sealed))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("device-secret:2");
    }

    @Test
    void a_value_does_not_open_under_another_key() throws Exception {
        var sealed = open(kek).seal("a", SECRET);
        var other = open(kek("other", 32, (byte) 8));
        assertThatThrownBy(() -> other.unseal("a", sealed)).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void a_changed_value_does_not_open_wherever_it_was_changed() throws Exception {
        var vault = open(kek);
        var sealed = vault.seal("a", SECRET);
        for (var i = 0; i < sealed.length; i++) {
            var changed = sealed.clone();
            changed[i] ^= 1;
            assertThatThrownBy(() -> vault.unseal("a", changed))
                    .as("byte %d", i)
                    .isInstanceOf(IllegalStateException.class);
        }
    }

    @Test
    void a_truncated_value_does_not_open_wherever_it_was_cut() throws Exception {
        var vault = open(kek);
        var sealed = vault.seal("a", SECRET);
        for (var length = 0; length < sealed.length; length++) {
            var cut = Arrays.copyOf(sealed, length);
            assertThatThrownBy(() -> vault.unseal("a", cut))
                    .as("%d bytes", length)
                    .isInstanceOf(IllegalStateException.class);
        }
    }

    @Test
    void a_vault_that_is_not_open_seals_nothing() {
        assertThatThrownBy(() -> new Vault().seal("a", SECRET)).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void without_a_path_it_says_which_setting_is_missing() {
        assertThatThrownBy(() -> open(null)).hasMessageContaining("MUSTER_KEK_PATH");
    }

    @Test
    void a_missing_file_is_named() {
        var missing = folder.resolve("missing");
        assertThatThrownBy(() -> open(missing)).hasMessageContaining(missing.toString());
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 16, 31, 33, 64})
    void a_key_of_another_length_is_refused(int length) throws IOException {
        var wrong = kek("wrong", length, (byte) 7);
        assertThatThrownBy(() -> open(wrong)).hasMessageContaining(length + " bytes");
    }

    @ParameterizedTest
    @ValueSource(strings = {"rw-r-----", "rw-rw----", "rw----r--", "rw-----w-"})
    void a_file_that_others_can_read_or_write_is_refused(String mode) throws IOException {
        Files.setPosixFilePermissions(kek, PosixFilePermissions.fromString(mode));
        assertThatThrownBy(() -> open(kek)).hasMessageContaining("chmod 600");
    }

    private static Vault open(Path kek) throws ReflectiveOperationException {
        var vault = new Vault();
        var path = Vault.class.getDeclaredField("kekPath");
        path.setAccessible(true);
        path.set(vault, Optional.ofNullable(kek).map(Path::toString));
        vault.open();
        return vault;
    }

    private Path kek(String name, int length, byte filling) throws IOException {
        var bytes = new byte[length];
        Arrays.fill(bytes, filling);
        var file = Files.write(folder.resolve(name), bytes);
        return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
    }
}
