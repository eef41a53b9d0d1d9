package dev.muster.cli;

import java.nio.file.Path;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The stored logins, {@code ~/.config/muster/credentials.json} (or under {@code XDG_CONFIG_HOME}), readable by their
 * owner only. A token belongs to the URL that gave it and is never sent to another; the URL of the last login is the one
 * used when nothing else names one.
 *
 * <pre>{"current":"https://muster.example","logins":{"https://muster.example":{"token":…,"email":…,"expiresAt":…}}}</pre>
 */
final class Credentials {
    private final PrivateFile file;

    Credentials(Shell shell) {
        file = PrivateFile.of(
                shell, "credentials.json", "the stored logins", "delete that file and run `muster login`");
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
        return file.path();
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
        file.write(new Logins(url, logins));
    }

    /** Forgets one login; with the last one the file goes too. */
    void forget(String url) {
        var known = read();
        var logins = new LinkedHashMap<>(known.logins());
        logins.remove(url);
        if (logins.isEmpty()) {
            file.delete();
        } else {
            file.write(new Logins(
                    url.equals(known.current()) ? logins.keySet().iterator().next() : known.current(), logins));
        }
    }

    /** True when others than the owner may read the file. */
    boolean exposed() {
        return file.exposed();
    }

    private Logins read() {
        return file.read(Logins.class).orElseGet(() -> new Logins(null, Map.of()));
    }
}
