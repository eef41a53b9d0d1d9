package dev.muster.retention.entity;

import dev.muster.platform.Refusal;
import dev.muster.protocol.Problem;
import java.util.ArrayList;

/** For how many days an org keeps readings, events and log lines; {@code version} is the org's. */
public record KeptDays(int readingDays, int eventDays, int logDays, int version) {

    public static final int MOST = 3_650;

    /** @throws Refusal 422 for less than a day or more than ten years */
    public KeptDays {
        var wrong = new ArrayList<Problem.FieldError>();
        check(wrong, "/readingDays", readingDays);
        check(wrong, "/eventDays", eventDays);
        check(wrong, "/logDays", logDays);
        if (!wrong.isEmpty()) {
            throw Refusal.invalid(wrong);
        }
    }

    private static void check(ArrayList<Problem.FieldError> wrong, String pointer, int days) {
        if (days < 1 || days > MOST) {
            wrong.add(new Problem.FieldError(pointer, "1 to " + MOST + " days"));
        }
    }

    /** These with what is not null in the place of what was. */
    public KeptDays with(Integer readings, Integer events, Integer logs) {
        return new KeptDays(
                readings == null ? readingDays : readings,
                events == null ? eventDays : events,
                logs == null ? logDays : logs,
                version);
    }
}
