package dev.muster.platform;

import jakarta.ejb.ApplicationException;
import jakarta.transaction.SystemException;
import java.sql.SQLException;
import javax.transaction.xa.XAException;

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

    /**
     * Whether the database was away, for a statement or in a commit. In a commit nobody knows whether it holds: who comes
     * again is told, by the same {@code seq} or id.
     */
    public static boolean isUnavailable(Throwable failure) {
        for (var cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof SqlFailure sql && sql.isUnavailable()
                    || cause instanceof XAException
                    || cause instanceof SystemException) {
                return true;
            }
        }
        return false;
    }

    /** A statement ran out of time: less at once may be stored where all together was not. */
    public static boolean isTooSlow(Throwable failure) {
        for (var cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof SqlFailure sql && sql.state.equals("57014")) {
                return true;
            }
        }
        return false;
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
