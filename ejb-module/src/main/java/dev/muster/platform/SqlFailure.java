package dev.muster.platform;

import jakarta.ejb.ApplicationException;
import java.sql.SQLException;

/** A statement that failed; says whether the database was away or a row stood in the way. */
@ApplicationException(rollback = true)
public class SqlFailure extends RuntimeException {

    private static final long serialVersionUID = 1;

    private final String state;

    public SqlFailure(SQLException cause) {
        super(cause);
        this.state = cause.getSQLState() == null ? "" : cause.getSQLState();
    }

    /** A unique key is taken (SQLSTATE 23505). */
    public boolean isDuplicate() {
        return "23505".equals(state);
    }

    /** What is in the rows does not fit: it fails again however often it is tried (SQLSTATE classes 22 and 23). */
    public boolean isOfTheData() {
        return state.startsWith("22") || state.startsWith("23");
    }

    /** No connection, database starting or stopping, pool empty, or out of time: worth trying again later. */
    public boolean isUnavailable() {
        return state.isEmpty()
                || state.startsWith("08")
                || state.startsWith("53")
                || state.startsWith("57")
                || state.equals("55P03")
                || state.equals("25006");
    }
}
