package dev.muster.web.http;

import dev.muster.platform.Refusal;
import dev.muster.platform.SqlFailure;
import java.io.IOException;
import java.util.concurrent.TimeoutException;
import java.util.logging.Level;
import java.util.logging.Logger;

/** What a client is told of a failure; what it need not know goes to the log under the request id. */
public final class Failures {

    private static final Logger LOG = Logger.getLogger(Failures.class.getName());

    private Failures() {}

    /** The refusal behind it, 408 where the client's own bytes did not come, 503 where the database was away, 500 {@code internal} for everything else. */
    public static Refusal refusal(Throwable failure, String requestId) {
        for (var cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof Refusal refusal) {
                return refusal;
            }
            if (cause instanceof IOException && cause.getCause() instanceof TimeoutException) {
                return Refusal.of(408, "body-timeout", "the body of the request did not come; send it at once");
            }
        }
        if (SqlFailure.isUnavailable(failure)) {
            LOG.log(Level.WARNING, "request {0}: the database does not answer: {1}", new Object[] {requestId, failure});
            return Refusal.unavailable("database", "the database does not answer; try again", 5);
        }
        LOG.log(Level.SEVERE, "request " + requestId + " failed", failure);
        return Refusal.of(500, "internal", "this is our mistake; the server's log has it under requestId");
    }
}
