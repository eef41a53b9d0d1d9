package dev.muster.identity.control;

import java.util.HashMap;
import java.util.Map;

/** Work that few may be at, at once: so many in all, and each no more than a part, or one would keep all others out. */
final class Places {

    /** Why somebody is not let in. */
    enum Taken {
        NONE,
        BY_ALL,
        BY_THEMSELVES
    }

    private final int inAll;
    private final Map<String, Integer> held = new HashMap<>();
    private int taken;

    Places(int inAll) {
        this.inAll = inAll;
    }

    /**
     * {@link Taken#NONE} gives a place, to be left again.
     *
     * @param part how many of them this one may have
     */
    synchronized Taken enter(String who, int part) {
        if (taken >= inAll) {
            return Taken.BY_ALL;
        }
        if (held.getOrDefault(who, 0) >= part) {
            return Taken.BY_THEMSELVES;
        }
        taken++;
        held.merge(who, 1, Integer::sum);
        return Taken.NONE;
    }

    synchronized void leave(String who) {
        taken--;
        held.computeIfPresent(who, (key, places) -> places == 1 ? null : places - 1);
    }
}
