package dev.muster.testbed;

import dev.muster.identity.boundary.Installation;
import dev.muster.identity.boundary.KekRotation;
import dev.muster.identity.entity.KnownKek;
import dev.muster.platform.Kek;
import dev.muster.platform.Scope;
import dev.muster.platform.Vault;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;

/** Key-encryption keys of the tests' server, taken into use without a restart. */
@ApplicationScoped
public class Keks {

    @Inject
    private Vault vault;

    @Inject
    private Installation installation;

    @Inject
    private KekRotation rotation;

    private Path current = Path.of(System.getProperty(OneServer.KEK_PATH));

    public Path current() {
        return current;
    }

    /** A file with a new key. */
    public Path another() {
        try {
            var bytes = new byte[Kek.BYTES];
            new SecureRandom().nextBytes(bytes);
            var file = Files.write(Files.createTempFile(current.getParent(), "kek", ""), bytes);
            return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** As where another node has begun: this one reads both keys, seals under the present one and moves nothing. */
    public Kek begunElsewhere(Path next) {
        var kek = Kek.read(next);
        vault.open(current, List.of(next));
        try (var connection = platform();
                var statement = connection.prepareStatement("select kek_begin(?, ?)")) {
            statement.setBytes(1, kek.id());
            statement.setBytes(2, kek.seal(KnownKek.CHECK, KnownKek.CHECK.getBytes(StandardCharsets.UTF_8)));
            statement.execute();
            connection.commit();
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
        return kek;
    }

    /** A start with that key and the present one as its former. */
    public void startWith(Path next) {
        vault.open(next, List.of(current));
        current = next;
        installation.prepare(Scope.ofPlatform());
    }

    /** A start with these alone. */
    public void startOnlyWith(Path key, Path... former) {
        vault.open(key, List.of(former));
        installation.prepare(Scope.ofPlatform());
    }

    public long left() {
        return rotation.state(Scope.ofPlatform()).left();
    }

    /** Everything moved, then a start without the former key. */
    public void finish() {
        Eventually.holds("all values are under the newest key", Duration.ofSeconds(60), () -> left() == 0);
        startOnlyWith(current);
    }

    /** A connection of the application, acting for the platform. */
    public static Connection platform() throws SQLException {
        var connection = Postgres.connect(Postgres.APP);
        connection.setAutoCommit(false);
        try (var statement = connection.createStatement()) {
            statement.execute("select set_config('app.platform', 'on', true)");
        }
        return connection;
    }
}
