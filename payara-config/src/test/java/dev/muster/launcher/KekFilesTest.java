package dev.muster.launcher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KekFilesTest {

    @TempDir
    private Path folder;

    private DataFolder data;
    private KekFiles files;

    @BeforeEach
    void take() {
        data = DataFolder.take(folder);
        files = new KekFiles(data);
    }

    @AfterEach
    void close() {
        data.close();
    }

    @Test
    void a_new_key_takes_the_place_of_the_old_one_which_stays_beside_it() throws IOException {
        var old = make();
        files.rotate();
        assertThat(bytes("kek")).hasSize(32).isNotEqualTo(old);
        assertThat(bytes("kek.former")).isEqualTo(old);
        assertThat(files.former()).contains(folder.resolve("kek.former"));
        for (var name : new String[] {"kek", "kek.former"}) {
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(folder.resolve(name))))
                    .isEqualTo("rw-------");
        }
        assertThat(folder.resolve("kek.new")).doesNotExist();
        assertThat(folder.resolve("kek.former.new")).doesNotExist();
    }

    @Test
    void a_second_rotation_waits_for_the_end_of_the_first_and_changes_nothing() throws IOException {
        var old = make();
        files.rotate();
        var next = bytes("kek");
        assertThatThrownBy(files::rotate)
                .isInstanceOf(StartRefused.class)
                .hasMessageContaining("under way already")
                .hasMessageContaining("--finish");
        assertThat(bytes("kek")).isEqualTo(next);
        assertThat(bytes("kek.former")).isEqualTo(old);

        files.forgetFormer();
        assertThat(files.former()).isEmpty();
        files.rotate();
        assertThat(bytes("kek.former")).isEqualTo(next);
    }

    @Test
    void killed_between_the_two_files_it_goes_on_when_it_is_called_again() throws IOException {
        var old = make();
        data.replace("kek.former", old);
        Files.write(folder.resolve("kek.new"), new byte[7]);
        files.rotate();
        assertThat(bytes("kek")).hasSize(32).isNotEqualTo(old);
        assertThat(bytes("kek.former")).isEqualTo(old);
    }

    @Test
    void killed_while_the_former_one_is_written_it_begins_again() throws IOException {
        var old = make();
        Files.write(folder.resolve("kek.former.new"), new byte[7]);
        files.rotate();
        assertThat(bytes("kek.former")).isEqualTo(old);
    }

    @Test
    void without_a_sound_key_there_is_nothing_to_rotate() throws IOException {
        assertThatThrownBy(files::rotate).isInstanceOf(StartRefused.class).hasMessageContaining("start Muster first");
        data.replace("kek", new byte[31]);
        assertThatThrownBy(files::rotate).isInstanceOf(StartRefused.class).hasMessageContaining("31 bytes");
        data.replace("kek", new byte[32]);
        Files.setPosixFilePermissions(folder.resolve("kek"), PosixFilePermissions.fromString("rw-r--r--"));
        assertThatThrownBy(files::rotate).isInstanceOf(StartRefused.class).hasMessageContaining("chmod 600");
        assertThat(folder.resolve("kek.former")).doesNotExist();
    }

    private byte[] make() throws IOException {
        new Secrets(data).kek(java.util.Optional.empty(), false);
        return bytes("kek");
    }

    private byte[] bytes(String name) throws IOException {
        return Files.readAllBytes(folder.resolve(name));
    }
}
