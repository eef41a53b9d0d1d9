package dev.muster.agent.transport;

import dev.muster.protocol.CheckIn;

/**
 * Cellular: signal, registration and operator from ModemManager.
 *
 * @param net null where the modem has no interface at the moment
 * @param modem null where nobody knows more than the kernel
 */
record CellTransport(SysInterface net, Modem modem) implements Transport {

    @Override
    public String kind() {
        return HostTransports.CELL;
    }

    @Override
    public String device() {
        return net == null ? modem.name() : net.name();
    }

    @Override
    public CheckIn.Transport facts() {
        var base = net == null
                ? new CheckIn.Transport(true, false, null, null, null, null, null, null, null, null)
                : net.facts();
        if (modem == null) {
            return base;
        }
        // an interface that is down beside a modem that is on has failed, or was not needed yet: the modem knows better
        return new CheckIn.Transport(
                !modem.isOff(),
                modem.isConnected() && (net == null || base.up()),
                null,
                null,
                modem.csq(),
                modem.registration(),
                modem.operator(),
                base.ip(),
                null,
                null);
    }
}
