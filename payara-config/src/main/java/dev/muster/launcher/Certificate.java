package dev.muster.launcher;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * The key and certificate of the HTTPS listener: {@code tls.p12} in the data folder, entry {@code s1as}. Where the
 * operator puts none, a self-signed one is made: the key that Payara ships is the same everywhere and so no secret.
 */
final class Certificate {

    private static final String FILE = "tls.p12";
    /** What Payara opens its keystores with; the file's mode is what protects the key. */
    private static final String STORE_PASSWORD = "changeit";

    private Certificate() {}

    /** @param keystore where the server looks for it */
    static void install(DataFolder data, String host, Path keystore) throws IOException {
        var own = data.path(FILE);
        if (!Files.exists(own)) {
            make(own, host);
        }
        Files.copy(own, keystore, StandardCopyOption.REPLACE_EXISTING);
    }

    private static void make(Path file, String host) throws IOException {
        var unfinished = file.resolveSibling(FILE + ".new");
        Files.deleteIfExists(unfinished);
        var process = new ProcessBuilder(List.of(
                        Path.of(System.getProperty("java.home"), "bin/keytool").toString(),
                        "-genkeypair",
                        "-alias",
                        "s1as",
                        "-keyalg",
                        "EC",
                        "-groupname",
                        "secp256r1",
                        "-dname",
                        "CN=muster",
                        "-ext",
                        "san=dns:localhost,ip:127.0.0.1,ip:" + host,
                        "-validity",
                        "365",
                        "-storetype",
                        "PKCS12",
                        "-storepass",
                        STORE_PASSWORD,
                        "-keystore",
                        unfinished.toString()))
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        try {
            if (!process.waitFor(60, TimeUnit.SECONDS) || process.exitValue() != 0) {
                throw new StartRefused("keytool could not make a certificate: put one into " + file);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
        Files.setPosixFilePermissions(unfinished, PosixFilePermissions.fromString("rw-------"));
        Files.move(unfinished, file, StandardCopyOption.ATOMIC_MOVE);
    }
}
