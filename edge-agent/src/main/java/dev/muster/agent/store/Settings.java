package dev.muster.agent.store;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.muster.protocol.Json;
import dev.muster.protocol.MergePatch;
import dev.muster.protocol.Text;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * What can be set from afar, kept over restarts in {@code settings.json}: apart from the queue, so that a damaged queue
 * changes no setting. What decides whom this device trusts (server, keys, TLS) is none of it. Thread-safe.
 */
public final class Settings {

    private static final String CONNECTION_MODE = "connectionMode";

    private final Path file;
    private final Logger log;
    private ObjectNode said;
    private Notice damage;

    public Settings(Path dataDir, Logger log) {
        this.file = dataDir.resolve("settings.json");
        this.log = log;
        this.said = read();
    }

    public synchronized ConnectionMode connectionMode() {
        return connectionMode(said);
    }

    /** That the file was there and could not be understood: the usual settings hold until somebody sets others. */
    public synchronized Optional<Notice> takeDamage() {
        var taken = Optional.ofNullable(damage);
        damage = null;
        return taken;
    }

    /**
     * Merges a patch (RFC 7396) into what was said before; null brings the usual value back. On return it survives a
     * power cut.
     *
     * @throws IllegalArgumentException naming what cannot be set, or to what: then nothing is changed
     * @throws IOException where it cannot be kept: likewise
     */
    public synchronized void merge(JsonNode patch) throws IOException {
        patch.fieldNames().forEachRemaining(Settings::requireKnown);
        var merged = (ObjectNode) MergePatch.apply(said, patch);
        connectionMode(merged);
        AtomicFile.write(file, Json.writeBytes(merged));
        said = merged;
    }

    private static void requireKnown(String name) {
        if (!name.equals(CONNECTION_MODE)) {
            throw new IllegalArgumentException(
                    "there is no setting " + Text.clean(name, 64) + " on this device; it has: " + CONNECTION_MODE);
        }
    }

    private static ConnectionMode connectionMode(ObjectNode settings) {
        var value = settings.path(CONNECTION_MODE);
        return value.isMissingNode()
                ? ConnectionMode.VIA_LOCAL_SERVER
                : ConnectionMode.named(
                        value.isTextual()
                                ? Text.clean(value.asText(), 64)
                                : value.getNodeType().name());
    }

    private ObjectNode read() {
        if (!Files.exists(file)) {
            return Json.object();
        }
        try {
            var read = Json.read(Files.readAllBytes(file), ObjectNode.class);
            connectionMode(read);
            return read;
        } catch (JsonProcessingException | IllegalArgumentException e) {
            return damaged("it cannot be understood");
        } catch (IOException e) {
            return damaged(String.valueOf(e.getMessage()));
        }
    }

    private ObjectNode damaged(String reason) {
        log.log(Level.WARNING, "the settings in {0} do not hold: {1}", new Object[] {file, reason});
        damage = new Notice(
                "SETTINGS-DAMAGED", "ERROR", Map.of("file", file.getFileName().toString(), "reason", reason));
        return Json.object();
    }
}
