package dev.muster.platform;

import java.util.List;

/** Facts of many devices that one transaction makes true; fired as one, because each event costs its transaction. */
public interface LiveEvents {

    List<? extends LiveEvent> each();
}
