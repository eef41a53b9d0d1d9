package dev.muster.db;

import java.util.regex.Pattern;
import org.flywaydb.core.api.FlywayException;

/** The schema is not at the version that this build needs; the message is one line for an operator. */
public final class MigrationFailure extends RuntimeException {

    private static final long serialVersionUID = 1L;
    private static final Pattern SPACE = Pattern.compile("\\s+");
    private static final int LONGEST = 400;

    private MigrationFailure(String message, Throwable cause) {
        super(message, cause);
    }

    /** Flyway's messages are tables over several lines; the cause below them says what PostgreSQL said. */
    static MigrationFailure of(FlywayException failure) {
        Throwable root = failure;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        var text =
                SPACE.matcher(String.valueOf(root.getMessage())).replaceAll(" ").strip();
        return new MigrationFailure(text.length() > LONGEST ? text.substring(0, LONGEST) + "…" : text, failure);
    }
}
