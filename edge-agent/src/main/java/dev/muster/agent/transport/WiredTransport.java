package dev.muster.agent.transport;

import dev.muster.protocol.CheckIn;

/** Ethernet, loopback, and whatever else only the kernel knows. */
record WiredTransport(SysInterface net) implements Transport {

    @Override
    public String kind() {
        return net.kind();
    }

    @Override
    public String device() {
        return net.name();
    }

    @Override
    public CheckIn.Transport facts() {
        return net.facts();
    }
}
