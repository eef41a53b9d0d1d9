package dev.muster.agent.transport;

import dev.muster.protocol.CheckIn;

/** One way to the network: an interface of this host. */
public interface Transport {

    /** What it is called in messages: its kind, as {@code wifi}. */
    String kind();

    /** What the host calls it, as {@code wlan0}. */
    String device();

    /** What is known of it now; never waits for anything. Counters are not its business. */
    CheckIn.Transport facts();
}
