package dev.muster.agent.store;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.Locale;

/**
 * How many events this device has given up since its queue was begun, by the reason.
 *
 * @param age waited for too long
 * @param size the queue was full
 * @param disk the disk took no writes and the memory was full
 * @param tooLarge a single event that no message can carry
 */
public record Drops(long age, long size, long disk, long tooLarge) {

    /** Why an event was given up. */
    enum Reason {
        AGE,
        SIZE,
        DISK,
        TOO_LARGE;

        private String meta() {
            return "dropped_" + name().toLowerCase(Locale.ROOT);
        }
    }

    private static final String TOLD = "dropped_told";

    public long total() {
        return age + size + disk + tooLarge;
    }

    static Drops read(Connection c) throws SQLException {
        return new Drops(
                Meta.get(c, Reason.AGE.meta()),
                Meta.get(c, Reason.SIZE.meta()),
                Meta.get(c, Reason.DISK.meta()),
                Meta.get(c, Reason.TOO_LARGE.meta()));
    }

    /** In the transaction that gives them up, so that the count is exact. */
    static void count(Connection c, Reason reason, long events) throws SQLException {
        if (events > 0) {
            Meta.put(c, reason.meta(), Meta.get(c, reason.meta()) + events);
        }
    }

    /** How many of them nobody has been told of; from now on somebody has. */
    static long tell(Connection c) throws SQLException {
        var total = read(c).total();
        var news = total - Meta.get(c, TOLD);
        if (news > 0) {
            Meta.put(c, TOLD, total);
        }
        return news;
    }
}
