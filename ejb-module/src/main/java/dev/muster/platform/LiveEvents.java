package dev.muster.platform;

import java.util.List;

/** Facts of many devices that one transaction makes true; fired as one, because each event costs its transaction. */
public record LiveEvents(List<? extends LiveEvent> each) {
    public LiveEvents {
        each = List.copyOf(each);
    }
}
