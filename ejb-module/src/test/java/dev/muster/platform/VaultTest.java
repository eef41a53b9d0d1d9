package dev.muster.platform;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.muster.testbed.Version1;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
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
    void a_value_says_which_key_it_is_under_and_nothing_else_of_it() throws Exception {
        var vault = open(kek);
        var bytes = Files.readAllBytes(kek);
        assertThat(vault.seal("a", SECRET)).startsWith(2).hasSize(1 + 4 + 12 + SECRET.length + 16);
        assertThat(Arrays.copyOfRange(vault.seal("a", SECRET), 1, 5))
                .isEqualTo(vault.kek().id())
                .isEqualTo(Kek.id(bytes))
                .isNotEqualTo(open(kek("other", 32, (byte) 8)).kek().id())
                .isNotEqualTo(Arrays.copyOf(bytes, 4));
    }

    @Test
    void a_value_under_a_former_key_opens_and_what_is_sealed_is_under_the_new_one() throws Exception {
        var before = open(kek).seal("a", SECRET);
        var vault = open(kek("new", 32, (byte) 8), kek);
        assertThat(vault.unseal("a", before)).isEqualTo(SECRET);
        assertThat(vault.kekOf("a", before))
                .map(Kek::name)
                .contains(open(kek).kek().name());
        assertThatThrownBy(() -> vault.unseal("b", before)).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> open(kek).unseal("a", vault.seal("a", SECRET)))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining(vault.kek().name())
                .hasMessageContaining("does not have");
    }

    @Test
    void a_value_sealed_anew_opens_for_its_purpose_alone_and_without_the_former_key() throws Exception {
        var next = kek("new", 32, (byte) 8);
        var moved = open(next, kek).reseal("a", open(kek).seal("a", SECRET));
        assertThat(open(next).unseal("a", moved)).isEqualTo(SECRET);
        assertThatThrownBy(() -> open(next).unseal("b", moved)).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> open(next).reseal("a", open(kek).seal("a", SECRET)))
                .isInstanceOf(IllegalStateException.class);
    }

    @Test
    void a_value_of_version_1_opens_under_whichever_key_it_was_sealed() throws Exception {
        var old = Version1.seal(kek, "a", SECRET);
        var vault = open(kek("new", 32, (byte) 8), kek("another", 32, (byte) 9), kek);
        assertThat(open(kek).unseal("a", old)).isEqualTo(SECRET);
        assertThat(vault.unseal("a", old)).isEqualTo(SECRET);
        assertThat(vault.kekOf("a", old))
                .map(Kek::name)
                .contains(open(kek).kek().name());
        assertThat(vault.reseal("a", old)).startsWith(2).hasSize(old.length + 4);
        assertThatThrownBy(() -> vault.unseal("b", old)).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> open(kek("only", 32, (byte) 8)).unseal("a", old))
                .isInstanceOf(IllegalStateException.class);
    }

    @Test
    void the_version_cannot_be_taken_back() throws Exception {
        var vault = open(kek);
        var sealed = vault.seal("a", SECRET);
        var older = Arrays.copyOfRange(sealed, 4, sealed.length);
        older[0] = 1;
        assertThatThrownBy(() -> vault.unseal("a", older)).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void a_key_that_is_there_twice_counts_once_and_a_bad_former_one_is_named() throws Exception {
        var copy = kek("copy", 32, (byte) 7);
        assertThat(open(kek, copy).unseal("a", open(copy).seal("a", SECRET))).isEqualTo(SECRET);
        var shorter = kek("shorter", 31, (byte) 7);
        assertThatThrownBy(() -> open(kek, shorter)).hasMessageContaining(shorter.toString());
        assertThatThrownBy(() -> open(kek, folder.resolve("missing"))).hasMessageContaining("missing");
        Files.setPosixFilePermissions(copy, PosixFilePermissions.fromString("rw-r--r--"));
        assertThatThrownBy(() -> open(kek, copy)).hasMessageContaining("chmod 600");
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

    private static Vault open(Path kek, Path... former) throws ReflectiveOperationException {
        var vault = new Vault();
        set(vault, "kekPath", Optional.ofNullable(kek).map(Path::toString));
        set(
                vault,
                "formerPath",
                Optional.of(Stream.of(former).map(Path::toString).collect(Collectors.joining(", ")))
                        .filter(paths -> !paths.isEmpty()));
        vault.open();
        return vault;
    }

    private static void set(Vault vault, String field, Object value) throws ReflectiveOperationException {
        var path = Vault.class.getDeclaredField(field);
        path.setAccessible(true);
        path.set(vault, value);
    }

    private Path kek(String name, int length, byte filling) throws IOException {
        var bytes = new byte[length];
        Arrays.fill(bytes, filling);
        var file = Files.write(folder.resolve(name), bytes);
        return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
    }
}
