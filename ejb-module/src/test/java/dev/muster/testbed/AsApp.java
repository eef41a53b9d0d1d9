package dev.muster.testbed;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The application's own role on the database, past the application, in one scope. */
public final class AsApp implements AutoCloseable {

    private final Connection connection;

    private AsApp(Connection connection) {
        this.connection = connection;
    }

    /** @param scope settings without their {@code app.}; see V0001 and V0040 */
    public static AsApp in(Map<String, ?> scope) {
        try {
            var app = new AsApp(Postgres.connect(Postgres.APP));
            app.connection.setAutoCommit(false);
            scope.forEach((name, value) -> app.texts("select set_config('app." + name + "', '" + value + "', true)"));
            return app;
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The first column. */
    public List<String> texts(String sql) {
        try (var statement = connection.createStatement();
                var rows = statement.executeQuery(sql)) {
            var found = new ArrayList<String>();
            while (rows.next()) {
                found.add(rows.getString(1));
            }
            return found;
        } catch (SQLException e) {
            throw new IllegalStateException(sql, e);
        }
    }

    /** Rows changed. */
    public int change(String sql) {
        try (var statement = connection.createStatement()) {
            return statement.executeUpdate(sql);
        } catch (SQLException e) {
            throw new IllegalStateException(sql, e);
        }
    }

    @Override
    public void close() {
        try {
            connection.close();
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }
}
