package dev.muster.agent.transport;

import dev.muster.protocol.CheckIn;

/** Wi-Fi: network name and signal from {@code iw}, the signal else from the kernel. */
record WifiTransport(SysInterface net, WifiLink link) implements Transport {

    @Override
    public String kind() {
        return HostTransports.WIFI;
    }

    @Override
    public String device() {
        return net.name();
    }

    @Override
    public CheckIn.Transport facts() {
        var base = net.facts();
        return new CheckIn.Transport(
                base.admin(), base.up(), link.ssid(), link.rssiDbm(), null, null, null, base.ip(), null, null);
    }
}
