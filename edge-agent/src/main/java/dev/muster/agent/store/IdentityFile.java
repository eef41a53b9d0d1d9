package dev.muster.agent.store;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.muster.protocol.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** {@code identity.json} in the data folder, 0600. Apart from the queue, so that a damaged queue costs no identity. */
public final class IdentityFile {

    private final Path file;

    public IdentityFile(Path dataDir) {
        this.file = dataDir.resolve("identity.json");
    }

    /**
     * @throws IOException where the file is there but cannot be read or understood: it is never overwritten by
     *     accident, a person has to look
     */
    public Optional<Identity> read() throws IOException {
        if (!Files.exists(file)) {
            return Optional.empty();
        }
        try {
            return Optional.of(Json.read(Files.readAllBytes(file), Identity.class));
        } catch (JsonProcessingException | IllegalArgumentException e) {
            throw new IOException(file + " is damaged; put a copy back, or move it away to enroll anew", e);
        }
    }

    public void write(Identity identity) throws IOException {
        AtomicFile.write(file, Json.writeBytes(identity));
    }
}
