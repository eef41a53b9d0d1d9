package dev.muster.platform;

/** A fact that somebody outside may be waiting for: a browser, a caller with a timeout, another node. */
public interface LiveEvent {

    /** The org whose people may see it; null while the device is unclaimed. */
    Long orgId();

    String deviceId();
}
