package dev.muster.launcher;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** The secrets that a first start makes, each in a file of its own in the data folder. */
final class Secrets {

    /** No look-alikes: the administrator's password is read from a screen and typed. */
    private static final String READABLE = "abcdefghjkmnpqrstuvwxyz23456789";

    private static final String FIRST_ADMIN = "secrets/first-admin";

    private final DataFolder data;
    private final SecureRandom random = new SecureRandom();

    Secrets(DataFolder data) {
        this.data = data;
    }

    /**
     * The key-encryption key's file.
     *
     * @param existing whether there is a database already, whose secrets are sealed under a key that must exist
     * @throws StartRefused when it is gone or is not 32 bytes
     */
    Path kek(Optional<Path> configured, boolean existing) {
        var file = configured.orElse(data.path(KekFiles.CURRENT));
        if (configured.isEmpty() && existing && !Files.exists(file)) {
            throw new StartRefused("the key-encryption key " + file
                    + " is missing, and nothing in the database opens without it: put the file back");
        }
        var length = configured.isEmpty()
                ? data.secret(KekFiles.CURRENT, () -> bytes(32)).length
                : file.toFile().length();
        if (length != 32) {
            throw new StartRefused("the key-encryption key " + file + " has " + length + " bytes, not 32");
        }
        return file;
    }

    /** Files of keys that values are moved away from: those of the settings, and the folder's. */
    List<Path> formerKeks(List<Path> configured) {
        return Stream.concat(configured.stream(), new KekFiles(data).former().stream())
                .toList();
    }

    /** The password of a database role; 43 characters that need no quoting anywhere. */
    String databasePassword(String role) {
        return text("secrets/" + role, () -> token(32));
    }

    String enrollmentKey() {
        return text("enrollment-key", () -> "mek_" + token(24));
    }

    /** A password for the first administrator, kept only until it was shown. */
    String makeFirstAdminPassword() {
        return text(FIRST_ADMIN, Secrets::readable);
    }

    /** The password that a start made and did not come to show. */
    Optional<String> firstAdminPassword() {
        return Files.exists(data.path(FIRST_ADMIN)) ? Optional.of(makeFirstAdminPassword()) : Optional.empty();
    }

    void forgetFirstAdminPassword() {
        try {
            Files.deleteIfExists(data.path(FIRST_ADMIN));
        } catch (java.io.IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private String text(String name, java.util.function.Supplier<String> first) {
        var content = data.secret(name, () -> first.get().getBytes(StandardCharsets.US_ASCII));
        return new String(content, StandardCharsets.US_ASCII).strip();
    }

    private byte[] bytes(int count) {
        var bytes = new byte[count];
        random.nextBytes(bytes);
        return bytes;
    }

    private String token(int bytes) {
        return java.util.Base64.getUrlEncoder().withoutPadding().encodeToString(bytes(bytes));
    }

    /** A password to be read and typed: four groups of five, 99 bits. */
    static String readable() {
        var random = new SecureRandom();
        var password = new StringBuilder();
        for (int i = 0; i < 20; i++) {
            password.append(i > 0 && i % 5 == 0 ? "-" : "").append(READABLE.charAt(random.nextInt(READABLE.length())));
        }
        return password.toString();
    }
}
