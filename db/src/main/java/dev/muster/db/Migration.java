package dev.muster.db;

import java.sql.SQLException;
import java.util.Map;
import java.util.Optional;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;
import org.flywaydb.core.api.MigrationInfo;
import org.flywaydb.core.api.MigrationVersion;
import org.flywaydb.core.api.configuration.FluentConfiguration;

/**
 * Brings the schema {@code muster} of a database to the version that this build carries. The schema itself, its owner
 * and the application role exist already ({@code payara-config/src/main/database/create-roles.sql}); migrations name
 * the application role with the placeholder {@code ${appRole}}.
 *
 * <p>Safe from several processes at once: Flyway takes a lock, the second one finds nothing left to do.
 */
public final class Migration {

    public static final String SCHEMA = "muster";
    private static final String HISTORY = "schema_history";
    private static final String APP_ROLE = "appRole";

    /** Kept, or the level would be lost with it: Flyway narrates every step on INFO. */
    private static final Logger NARRATION = Logger.getLogger("org.flywaydb");

    static {
        NARRATION.setLevel(Level.WARNING);
    }

    private final Flyway flyway;

    private Migration(FluentConfiguration configuration) {
        flyway = configuration.load();
    }

    /**
     * @param jdbcUrl a {@code jdbc:postgresql:} address
     * @param user who connects: the owner to {@link #apply() apply}, any role that may read the history to look
     * @param appRole the role that the application uses, granted by the migrations
     */
    public static Migration of(String jdbcUrl, String user, String password, String appRole) {
        return new Migration(Flyway.configure(Migration.class.getClassLoader())
                .dataSource(jdbcUrl, user, password)
                .locations("classpath:db/migration")
                .schemas(SCHEMA)
                .defaultSchema(SCHEMA)
                .createSchemas(false)
                .table(HISTORY)
                .placeholders(Map.of(APP_ROLE, appRole))
                .validateMigrationNaming(true));
    }

    /**
     * Applies what is missing.
     *
     * @return how many migrations ran; 0 on a current schema
     * @throws MigrationFailure on the first one that fails (it is rolled back), on a history that this build does not
     *     know (a newer Muster was here), and without a database
     */
    public int apply() {
        try {
            var ran = flyway.migrate().migrationsExecuted;
            letApplicationReadHistory();
            return ran;
        } catch (FlywayException e) {
            throw MigrationFailure.of(e);
        }
    }

    /** So that a start without the owner's password can still tell whether the schema is current. */
    private void letApplicationReadHistory() {
        var configuration = flyway.getConfiguration();
        var role = configuration.getPlaceholders().get(APP_ROLE);
        try (var connection = configuration.getDataSource().getConnection();
                var statement = connection.createStatement()) {
            statement.execute(
                    "grant select on " + SCHEMA + "." + HISTORY + " to " + statement.enquoteIdentifier(role, true));
        } catch (SQLException e) {
            throw new FlywayException(e.getMessage(), e);
        }
    }

    /** The version that the database has; empty before the first migration. */
    public Optional<String> current() {
        try {
            return Optional.ofNullable(flyway.info().current())
                    .map(MigrationInfo::getVersion)
                    .map(MigrationVersion::getVersion);
        } catch (FlywayException e) {
            throw MigrationFailure.of(e);
        }
    }

    /** How many migrations of this build the database lacks. */
    public int pending() {
        try {
            return flyway.info().pending().length;
        } catch (FlywayException e) {
            throw MigrationFailure.of(e);
        }
    }
}
