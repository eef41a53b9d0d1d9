package dev.muster.cli;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Signing keys under their passphrases, one a server, in {@code signing-keys.json} beside the stored logins:
 *
 * <pre>{"keys":{"https://muster.example":{"v":1,"id":…,"iterations":600000,"salt":…,"iv":…,"wrapped":…}}}</pre>
 */
final class SigningKeys {
    private final Shell shell;
    private final PrivateFile file;

    SigningKeys(Shell shell) {
        this.shell = shell;
        file = PrivateFile.of(
                shell, "signing-keys.json", "the signing keys", "delete that file and run `muster signing-key create`");
    }

    record Keys(Map<String, WrappedKey> keys) {
        Keys {
            keys = keys == null ? Map.of() : keys;
        }
    }

    Optional<WrappedKey> find(String url) {
        return file.read(Keys.class).map(all -> all.keys().get(url));
    }

    /** With {@code key} null that server's is forgotten. */
    void store(String url, WrappedKey key) {
        var keys = new LinkedHashMap<>(file.read(Keys.class).map(Keys::keys).orElse(Map.of()));
        if (key == null) {
            keys.remove(url);
        } else {
            keys.put(url, key);
        }
        if (keys.isEmpty()) {
            file.delete();
        } else {
            file.write(new Keys(keys));
        }
    }

    /** The key itself, by the passphrase from MUSTER_PASSPHRASE or asked for. */
    byte[] open(WrappedKey key) {
        var passphrase = passphrase("Passphrase of your signing key: ");
        try {
            return key.open(passphrase)
                    .orElseThrow(() -> Failure.failed(
                            "passphrase", "That is not the passphrase of this signing key; nothing was sent."));
        } finally {
            Arrays.fill(passphrase, '\0');
        }
    }

    char[] passphrase(String question) {
        var given = shell.variable("MUSTER_PASSPHRASE").map(String::toCharArray);
        return given.or(() -> shell.prompt().map(prompt -> prompt.secret(question)))
                .filter(passphrase -> passphrase.length > 0)
                .orElseThrow(() -> Failure.usage(
                        "The passphrase of your signing key is needed: there is no terminal to ask on, so set"
                                + " MUSTER_PASSPHRASE, or send with --unsigned."));
    }
}
