package dev.muster.testbed;

import dev.muster.db.Migration;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.sql.SQLException;

/**
 * A real PostgreSQL with the roles and the schema of production: {@code create-roles.sql}, then the migrations as
 * {@code muster_owner}. The pool logs in as {@code muster_app}, so row-level security is at work in every test.
 */
final class TestDatabase {

    private final EmbeddedPostgres postgres;

    private TestDatabase(EmbeddedPostgres postgres) {
        this.postgres = postgres;
    }

    static TestDatabase start() throws IOException {
        var database = new TestDatabase(EmbeddedPostgres.builder()
                .setServerConfig("fsync", "off")
                .setServerConfig("max_connections", "60")
                .start());
        database.createRoles();
        Migration.of(Postgres.url(database.port()), Postgres.OWNER, Postgres.OWNER, Postgres.APP)
                .apply();
        return database;
    }

    int port() {
        return postgres.getPort();
    }

    void stop() {
        try {
            postgres.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void createRoles() throws IOException {
        var script = ServerScripts.read("database/create-roles.sql")
                .replace(":'owner_password'", "'" + Postgres.OWNER + "'")
                .replace(":'app_password'", "'" + Postgres.APP + "'")
                .replace(":\"DBNAME\"", "muster");
        try (var maintenance = postgres.getPostgresDatabase().getConnection();
                var statement = maintenance.createStatement()) {
            statement.execute("create database muster encoding 'UTF8' template template0");
        } catch (SQLException e) {
            throw new IOException(e);
        }
        try (var superuser = Postgres.connect(Postgres.SUPERUSER, port());
                var statement = superuser.createStatement()) {
            statement.execute(script);
        } catch (SQLException e) {
            throw new IOException(e);
        }
    }
}
