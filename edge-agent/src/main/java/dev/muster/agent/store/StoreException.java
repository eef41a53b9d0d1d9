package dev.muster.agent.store;

import java.sql.SQLException;

/** The queue could neither do its work nor get around what is in its way. */
public final class StoreException extends RuntimeException {
    StoreException(String message, SQLException cause) {
        super(message + ": " + cause.getMessage(), cause);
    }
}
