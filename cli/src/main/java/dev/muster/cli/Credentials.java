package dev.muster.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.muster.protocol.Json;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The stored logins, {@code ~/.config/muster/credentials.json} (or under {@code XDG_CONFIG_HOME}), readable by their
 * owner only. A token belongs to the URL that gave it and is never sent to another; the URL of the last login is the one
 * used when nothing else names one.
 *
 * <pre>{"current":"https://muster.example","logins":{"https://muster.example":{"token":…,"email":…,"expiresAt":…}}}</pre>
 */
final class Credentials {
    private final Path file;

    Credentials(Shell shell) {
        // the XDG specification has relative paths ignored
        var config = shell.variable("XDG_CONFIG_HOME").map(Path::of).filter(Path::isAbsolute);
        file = config.orElse(shell.home().resolve(".config")).resolve("muster").resolve("credentials.json");
    }

    record Login(String token, String email, Instant expiresAt) {
        @Override
        public String toString() {
            return "Login[" + email + "]"; // never the token
        }
    }

    record Logins(String current, Map<String, Login> logins) {
        Logins {
            logins = logins == null ? Map.of() : logins;
        }
    }

    Path file() {
        return file;
    }

    Optional<String> currentUrl() {
        return Optional.ofNullable(read().current());
    }

    Optional<Login> find(String url) {
        return Optional.ofNullable(read().logins().get(url)).filter(login -> login.token() != null);
    }

    void store(String url, Login login) {
        var logins = new LinkedHashMap<>(read().logins());
        logins.put(url, login);
        write(new Logins(url, logins));
    }

    /** Forgets one login; with the last one the file goes too. */
    void forget(String url) {
        var known = read();
        var logins = new LinkedHashMap<>(known.logins());
        logins.remove(url);
        if (!logins.isEmpty()) {
            write(new Logins(
                    url.equals(known.current()) ? logins.keySet().iterator().next() : known.current(), logins));
            return;
        }
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            throw Failure.failed("credentials", "Delete " + file + " yourself, it could not be done: " + reason(e));
        }
    }

    /** True when others than the owner may read the file. */
    boolean exposed() {
        try {
            var allowed = Files.getPosixFilePermissions(file);
            return allowed.stream().anyMatch(p -> !p.name().startsWith("OWNER"));
        } catch (IOException | UnsupportedOperationException e) {
            return false;
        }
    }

    private Logins read() {
        if (!Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
            return new Logins(null, Map.of());
        }
        try {
            return Json.mapper().readValue(Files.readString(file), Logins.class);
        } catch (JsonProcessingException e) {
            throw Failure.failed(
                    "credentials",
                    "The stored logins in " + file + " are damaged: delete that file and run `muster login`.");
        } catch (IOException e) {
            throw Failure.failed("credentials", "The stored logins in " + file + " cannot be read: " + reason(e));
        }
    }

    /** A new file moved over the old one: never half written, and never readable by others, not even for a moment. */
    private void write(Logins logins) {
        try {
            Files.createDirectories(file.getParent(), ownerOnly(true));
            var fresh = Files.createTempFile(file.getParent(), ".credentials", null, ownerOnly(false));
            try {
                Files.writeString(fresh, Json.mapper().writeValueAsString(logins) + "\n", StandardCharsets.UTF_8);
                Files.move(fresh, file, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
            } finally {
                Files.deleteIfExists(fresh);
            }
        } catch (IOException e) {
            throw Failure.failed("credentials", "The login cannot be stored in " + file + ": " + reason(e));
        }
    }

    private FileAttribute<?>[] ownerOnly(boolean folder) {
        if (!file.getFileSystem().supportedFileAttributeViews().contains("posix")) {
            return new FileAttribute<?>[0];
        }
        Set<PosixFilePermission> owner = PosixFilePermissions.fromString(folder ? "rwx------" : "rw-------");
        return new FileAttribute<?>[] {PosixFilePermissions.asFileAttribute(owner)};
    }

    private static String reason(IOException e) {
        return e.getClass().getSimpleName() + " " + e.getMessage();
    }
}
