package dev.muster.agent.store;

import java.sql.SQLException;

/** What an SQLite error code says about the file; the low byte is the primary code. */
final class SqliteFault {

    static final int CORRUPT = 11;

    private static final int PERM = 3;
    private static final int READONLY = 8;
    private static final int IOERR = 10;
    private static final int FULL = 13;
    private static final int CANTOPEN = 14;
    private static final int NOTADB = 26;

    private SqliteFault() {}

    /** The content is broken: only another file helps. */
    static boolean isDamage(SQLException e) {
        var code = e.getErrorCode() & 0xff;
        return code == CORRUPT || code == NOTADB;
    }

    /** The disk does not take writes at the moment. */
    static boolean isDisk(SQLException e) {
        var code = e.getErrorCode() & 0xff;
        return code == PERM || code == READONLY || code == IOERR || code == FULL || code == CANTOPEN;
    }
}
