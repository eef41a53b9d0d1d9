package dev.muster.mail.boundary;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.mail.entity.Letter;
import dev.muster.mail.entity.Waiting;
import dev.muster.platform.Ids;
import dev.muster.platform.Kek;
import dev.muster.platform.Vault;
import dev.muster.protocol.Json;
import dev.muster.testbed.ServerTest;
import jakarta.inject.Inject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Letters on their way out, where one node has not heard of a new key yet. */
class OutboxIT extends ServerTest {

    private static final byte[] LETTER = Json.writeBytes(new Letter("to@example.org", "Subject", "Text"));

    @Inject
    private Outbox outbox;

    @Inject
    private Vault vault;

    @Test
    void a_letter_under_a_key_that_is_not_here_is_left_to_the_other_nodes_and_counts_as_no_try(@TempDir Path folder)
            throws IOException {
        var key = new byte[32];
        new SecureRandom().nextBytes(key);
        var file = Files.write(folder.resolve("kek"), key);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
        var elsewhere = Kek.read(file);
        var id = Ids.next();
        var taken = due(id);
        // as a node sees it that was not started again after a rotation: the database takes nothing under an unknown
        // key
        assertThat(outbox.leave(new Waiting(id, elsewhere.seal("mail:" + id, LETTER), taken.attempts())))
                .isTrue();
        assertThat(world.texts(
                        "select attempts::text from mail_letter where id = ? and next_at <= now() and last_error is null",
                        id))
                .containsExactly("0");
    }

    @Test
    void a_letter_that_can_be_opened_is_not_left() {
        var id = Ids.next();
        var taken = due(id);
        assertThat(outbox.leave(taken)).isFalse();
        assertThat(outbox.open(taken).to()).isEqualTo("to@example.org");
    }

    private Waiting due(UUID id) {
        world.change("update mail_letter set next_at = now() + interval '1 day'");
        world.change("insert into mail_letter (id, content) values (?, ?)", id, vault.seal("mail:" + id, LETTER));
        return outbox.take().stream()
                .filter(each -> each.id().equals(id))
                .findFirst()
                .orElseThrow();
    }
}
