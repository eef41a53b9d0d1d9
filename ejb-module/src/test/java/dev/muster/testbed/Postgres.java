package dev.muster.testbed;

import java.sql.Connection;
import java.sql.SQLException;
import org.postgresql.ds.PGSimpleDataSource;

/** The tests' database as its roles see it, past the application. */
public final class Postgres {

    /** System property of the server: the port. */
    static final String PORT = "testbed.database.port";

    public static final String SUPERUSER = "postgres";
    public static final String OWNER = "muster_owner";
    public static final String APP = "muster_app";

    private Postgres() {}

    /** A connection of that role. */
    public static Connection connect(String role) throws SQLException {
        return connect(role, Integer.getInteger(PORT));
    }

    static Connection connect(String role, int port) throws SQLException {
        var source = new PGSimpleDataSource();
        source.setUrl(url(port));
        source.setUser(role);
        source.setPassword(role);
        source.setCurrentSchema("muster");
        return source.getConnection();
    }

    static String url(int port) {
        return "jdbc:postgresql://127.0.0.1:" + port + "/muster";
    }
}
