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
import java.util.Optional;
import java.util.Set;

/**
 * A JSON file that only its owner may read, in {@code ~/.config/muster} or under {@code XDG_CONFIG_HOME}.
 *
 * @param what what it holds, for sentences about it, e.g. {@code the stored logins}
 * @param mend what a person does where it is damaged
 */
record PrivateFile(Path path, String what, String mend) {

    static PrivateFile of(Shell shell, String name, String what, String mend) {
        // the XDG specification has relative paths ignored
        var config = shell.variable("XDG_CONFIG_HOME").map(Path::of).filter(Path::isAbsolute);
        return new PrivateFile(
                config.orElse(shell.home().resolve(".config")).resolve("muster").resolve(name), what, mend);
    }

    <T> Optional<T> read(Class<T> type) {
        if (!Files.exists(path, LinkOption.NOFOLLOW_LINKS)) {
            return Optional.empty();
        }
        try {
            return Optional.of(Json.mapper().readValue(Files.readString(path), type));
        } catch (JsonProcessingException e) {
            throw Failure.failed("credentials", "In " + path + " " + what + " are damaged: " + mend + ".");
        } catch (IOException e) {
            throw Failure.failed("credentials", "In " + path + " " + what + " cannot be read: " + reason(e));
        }
    }

    /** A new file moved over the old one: never half written, and never readable by others, not even for a moment. */
    void write(Object value) {
        try {
            Files.createDirectories(path.getParent(), ownerOnly(true));
            var fresh = Files.createTempFile(path.getParent(), "." + path.getFileName(), null, ownerOnly(false));
            try {
                Files.writeString(fresh, Json.mapper().writeValueAsString(value) + "\n", StandardCharsets.UTF_8);
                Files.move(fresh, path, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
            } finally {
                Files.deleteIfExists(fresh);
            }
        } catch (IOException e) {
            throw Failure.failed("credentials", "In " + path + " " + what + " cannot be stored: " + reason(e));
        }
    }

    void delete() {
        try {
            Files.deleteIfExists(path);
        } catch (IOException e) {
            throw Failure.failed("credentials", "Delete " + path + " yourself, it could not be done: " + reason(e));
        }
    }

    /** True when others than the owner may read the file. */
    boolean exposed() {
        try {
            return Files.getPosixFilePermissions(path).stream()
                    .map(PosixFilePermission::name)
                    .anyMatch(name -> !name.startsWith("OWNER"));
        } catch (IOException | UnsupportedOperationException e) {
            return false;
        }
    }

    private FileAttribute<?>[] ownerOnly(boolean folder) {
        if (!path.getFileSystem().supportedFileAttributeViews().contains("posix")) {
            return new FileAttribute<?>[0];
        }
        Set<PosixFilePermission> owner = PosixFilePermissions.fromString(folder ? "rwx------" : "rw-------");
        return new FileAttribute<?>[] {PosixFilePermissions.asFileAttribute(owner)};
    }

    private static String reason(IOException e) {
        return e.getClass().getSimpleName() + " " + e.getMessage();
    }
}
