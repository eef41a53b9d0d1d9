package dev.muster.system;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.postgresql.ds.PGSimpleDataSource;

/** The started product's database past the product, for what the REST surface cannot arrange. */
final class ProductDatabase {

    private final RunningMuster muster;

    ProductDatabase(RunningMuster muster) {
        this.muster = muster;
    }

    /** A person of the default org with that role and the first administrator's password. */
    String person(String role) {
        var email = UUID.randomUUID() + "@system.test";
        change("""
                insert into person (public_id, email, name, password_hash)
                select gen_random_uuid(), ?, 'Somebody', password_hash from person where email = ?""", email, muster.adminEmail());
        change("""
                insert into membership (person_id, org_id, role)
                select p.id, o.id, ? from person p, org o where p.email = ? and o.slug = 'default'""", role, email);
        return email;
    }

    /** Signs in somebody whom {@link #person} made. */
    Rest signIn(String email) {
        return muster.anonymous().signIn(email, muster.adminPassword());
    }

    int change(String sql, Object... parameters) {
        try (var connection = connect();
                var statement = connection.prepareStatement(sql)) {
            for (var i = 0; i < parameters.length; i++) {
                statement.setObject(i + 1, parameters[i]);
            }
            return statement.executeUpdate();
        } catch (SQLException e) {
            throw new IllegalStateException(sql, e);
        }
    }

    /** A transaction that has asked this and holds the rows it locked, until it is closed. */
    Held hold(String sql, Object... parameters) {
        try {
            var connection = connect();
            connection.setAutoCommit(false);
            try (var statement = connection.prepareStatement(sql)) {
                for (var i = 0; i < parameters.length; i++) {
                    statement.setObject(i + 1, parameters[i]);
                }
                statement.execute();
            }
            return new Held(connection);
        } catch (SQLException e) {
            throw new IllegalStateException(sql, e);
        }
    }

    /** See {@link #hold}. */
    record Held(Connection connection) implements AutoCloseable {
        @Override
        public void close() {
            try {
                connection.close();
            } catch (SQLException e) {
                throw new IllegalStateException(e);
            }
        }
    }

    /** The first column. */
    List<String> texts(String sql, Object... parameters) {
        try (var connection = connect();
                var statement = connection.prepareStatement(sql)) {
            for (var i = 0; i < parameters.length; i++) {
                statement.setObject(i + 1, parameters[i]);
            }
            try (var rows = statement.executeQuery()) {
                var found = new ArrayList<String>();
                while (rows.next()) {
                    found.add(rows.getString(1));
                }
                return found;
            }
        } catch (SQLException e) {
            throw new IllegalStateException(sql, e);
        }
    }

    /** As the superuser, whom no policy binds; the launcher keeps its password in the data folder. */
    private Connection connect() throws SQLException {
        var source = new PGSimpleDataSource();
        source.setUrl(muster.databaseUrl());
        source.setUser("postgres");
        source.setPassword(muster.secret("secrets/postgres"));
        source.setCurrentSchema("muster");
        return source.getConnection();
    }
}
