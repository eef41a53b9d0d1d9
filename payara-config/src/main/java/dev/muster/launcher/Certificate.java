package dev.muster.launcher;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.KeyStoreException;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * The key and certificate of the HTTPS listener: {@code tls.p12} in the data folder, entry {@code s1as}. Where the
 * operator puts none, a self-signed one is made: the key that Payara ships is the same everywhere and so no secret.
 */
final class Certificate {

    private static final String FILE = "tls.p12";

    private static final String ENTRY = "s1as";
    /** What Payara opens its keystores with; the file's mode is what protects the key. */
    private static final String STORE_PASSWORD = "changeit";

    private Certificate() {}

    /** @param keystore where the server looks for it */
    static void install(DataFolder data, String host, Path keystore) throws IOException {
        Files.copy(own(data, host), keystore, StandardCopyOption.REPLACE_EXISTING);
    }

    private static Path own(DataFolder data, String host) throws IOException {
        var own = data.path(FILE);
        if (!Files.exists(own)) {
            make(own, host);
        }
        return own;
    }

    /** The same for a proxy: the certificate, its chain and its key, in PEM. */
    static byte[] pem(DataFolder data, String host) throws IOException {
        var file = own(data, host);
        var password = STORE_PASSWORD.toCharArray();
        try {
            var store = KeyStore.getInstance(file.toFile(), password);
            if (!store.isKeyEntry(ENTRY)) {
                throw new KeyStoreException("no such key");
            }
            var pem = new StringBuilder();
            for (var certificate : store.getCertificateChain(ENTRY)) {
                pem.append(block("CERTIFICATE", certificate.getEncoded()));
            }
            return pem.append(block("PRIVATE KEY", store.getKey(ENTRY, password).getEncoded()))
                    .toString()
                    .getBytes(StandardCharsets.US_ASCII);
        } catch (GeneralSecurityException e) {
            throw new StartRefused(file + " has no key that can be read under the name " + ENTRY, e);
        }
    }

    private static String block(String what, byte[] content) {
        var lines = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(content);
        return "-----BEGIN " + what + "-----\n" + lines + "\n-----END " + what + "-----\n";
    }

    private static void make(Path file, String host) throws IOException {
        var unfinished = file.resolveSibling(FILE + ".new");
        Files.deleteIfExists(unfinished);
        var process = new ProcessBuilder(List.of(
                        Path.of(System.getProperty("java.home"), "bin/keytool").toString(),
                        "-genkeypair",
                        "-alias",
                        ENTRY,
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
