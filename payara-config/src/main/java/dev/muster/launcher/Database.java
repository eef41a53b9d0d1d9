package dev.muster.launcher;

import dev.muster.db.Migration;
import dev.muster.db.MigrationFailure;
import dev.muster.launcher.Settings.ExternalDatabase;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Map;
import java.util.Properties;
import java.util.Set;

/**
 * Where the server stores everything, and as whom.
 *
 * @param user the application role: data only, no DDL
 */
record Database(String url, String user, String password) {

    private static final String NAME = "muster";
    private static final String OWNER = "muster_owner";
    private static final String APPLICATION = "muster_app";
    /** SQLSTATE classes and codes of a login that the server turned down. */
    private static final Set<String> LOGIN_REFUSED = Set.of("28P01", "28000");

    private static final String NO_SUCH_DATABASE = "3D000";

    /** The address and login of the embedded database before it runs: the server can start beside it. */
    static Database embedded(Postgres postgres, Secrets secrets) {
        return new Database(postgres.url(NAME), APPLICATION, secrets.databasePassword(APPLICATION));
    }

    /**
     * Makes database, roles and schema where they are missing, then migrates.
     *
     * @return how many migrations ran
     */
    static int prepare(Postgres postgres, Secrets secrets) {
        var superuser = secrets.databasePassword(Postgres.SUPERUSER);
        try (var server = connect(postgres.url("postgres"), Postgres.SUPERUSER, superuser)) {
            if (!found(server, "select 1 from pg_database where datname = '" + NAME + "'")) {
                execute(server, "create database " + NAME);
            }
        } catch (SQLException e) {
            throw refused("the embedded PostgreSQL", Postgres.SUPERUSER, e);
        }
        try (var database = connect(postgres.url(NAME), Postgres.SUPERUSER, superuser)) {
            if (!found(database, "select 1 from pg_roles where rolname = '" + OWNER + "'")) {
                createRoles(database, secrets);
            }
        } catch (SQLException e) {
            throw refused("the embedded PostgreSQL", Postgres.SUPERUSER, e);
        }
        return migrate(Migration.of(postgres.url(NAME), OWNER, secrets.databasePassword(OWNER), APPLICATION));
    }

    /**
     * Checks the operator's database, and migrates it when the settings name its owner.
     *
     * @throws StartRefused when it does not answer, the login is wrong, or the schema is not current
     */
    static Database external(ExternalDatabase settings, Console console) {
        checkLogin(settings.url(), settings.user(), settings.password(), "MUSTER_DB_PASSWORD");
        settings.owner()
                .ifPresent(owner ->
                        checkLogin(settings.url(), owner.user(), owner.password(), "MUSTER_DB_OWNER_PASSWORD"));
        if (settings.owner().isPresent()) {
            var owner = settings.owner().get();
            var ran = migrate(Migration.of(settings.url(), owner.user(), owner.password(), settings.user()));
            console.step("schema", ran == 0 ? "current" : ran + " migrations applied");
        } else {
            requireCurrent(Migration.of(settings.url(), settings.user(), settings.password(), settings.user()));
        }
        return new Database(settings.url(), settings.user(), settings.password());
    }

    /** @throws StartRefused when it does not answer or refuses the login */
    Connection connect() {
        try {
            return connect(url, user, password);
        } catch (SQLException e) {
            throw refused(url, user, e);
        }
    }

    /** Whether anybody can sign in already. */
    boolean hasPeople() {
        try (var connection = connect()) {
            return found(connection, "select 1 where muster.has_people()");
        } catch (SQLException e) {
            throw refused(url, user, e);
        }
    }

    private static int migrate(Migration migration) {
        try {
            return migration.apply();
        } catch (MigrationFailure e) {
            throw new StartRefused("the schema could not be migrated: " + e.getMessage(), e);
        }
    }

    private static void requireCurrent(Migration migration) {
        try {
            var pending = migration.pending();
            if (pending > 0) {
                throw new StartRefused("the schema lacks " + pending + " migrations: set MUSTER_DB_OWNER_USER and"
                        + " MUSTER_DB_OWNER_PASSWORD to let the start apply them");
            }
        } catch (MigrationFailure e) {
            throw new StartRefused(
                    "the version of the schema cannot be read with MUSTER_DB_USER: " + e.getMessage()
                            + "; set MUSTER_DB_OWNER_USER and MUSTER_DB_OWNER_PASSWORD",
                    e);
        }
    }

    private static void checkLogin(String url, String user, String password, String setting) {
        try (var connection = connect(url, user, password)) {
            found(connection, "select 1");
        } catch (SQLException e) {
            throw LOGIN_REFUSED.contains(String.valueOf(e.getSQLState()))
                    ? new StartRefused("the database refuses " + user + ": check " + setting, e)
                    : refused(url, user, e);
        }
    }

    private static StartRefused refused(String where, String user, SQLException e) {
        var what = NO_SUCH_DATABASE.equals(e.getSQLState()) ? "the database does not exist" : e.getMessage();
        return new StartRefused(
                "no connection to " + where.replaceAll("\\?.*", "") + " as " + user + ": "
                        + what.replaceAll("\\s+", " "),
                e);
    }

    /** The script for database administrators, its psql variables filled in; all of it or nothing. */
    private static void createRoles(Connection connection, Secrets secrets) throws SQLException {
        var script = resource("create-roles.sql");
        var values = Map.of(
                ":\"DBNAME\"", NAME,
                ":'owner_password'", "'" + secrets.databasePassword(OWNER) + "'",
                ":'app_password'", "'" + secrets.databasePassword(APPLICATION) + "'");
        for (var value : values.entrySet()) {
            script = script.replace(value.getKey(), value.getValue());
        }
        connection.setAutoCommit(false);
        execute(connection, script);
        connection.commit();
    }

    static String resource(String name) {
        try (var in = Database.class.getResourceAsStream(name)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private static Connection connect(String url, String user, String password) throws SQLException {
        var properties = new Properties();
        properties.setProperty("user", user);
        properties.setProperty("password", password);
        properties.setProperty("connectTimeout", "10");
        properties.setProperty("loginTimeout", "30"); // a machine with much to do lets it wait
        properties.setProperty("ApplicationName", "muster up");
        return DriverManager.getConnection(url, properties);
    }

    private static boolean found(Connection connection, String query) throws SQLException {
        try (var statement = connection.createStatement();
                var rows = statement.executeQuery(query)) {
            return rows.next();
        }
    }

    private static void execute(Connection connection, String sql) throws SQLException {
        try (var statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }
}
