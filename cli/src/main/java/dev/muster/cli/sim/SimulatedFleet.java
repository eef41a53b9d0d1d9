package dev.muster.cli.sim;

import dev.muster.cli.sim.SimulatedDevice.Credential;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;

/** The running fleet: its devices, their connections, its books. */
public final class SimulatedFleet implements AutoCloseable {

    private final Target target;
    private final Books books = new Books();
    private final List<CheckInLine> checkIns = new ArrayList<>();
    private final List<SocketLine> sockets = new ArrayList<>();

    /**
     * @param roster credentials of at least as many devices as the plan has
     * @param threads that serve all connections
     */
    public SimulatedFleet(URI url, boolean anyCertificate, Roster roster, FleetPlan plan, int threads) {
        this.target = new Target(url, threads, anyCertificate);
        var devices = new ArrayList<SimulatedDevice>();
        for (Credential credential : roster.first(plan.devices())) {
            devices.add(new SimulatedDevice(credential, plan.seed() * 31 + devices.size()));
        }
        if (plan.kind() == FleetPlan.Kind.EDGE) {
            devices.forEach(device -> sockets.add(new SocketLine(plan, target, books, device)));
        } else {
            share(devices, plan);
        }
    }

    private void share(List<SimulatedDevice> devices, FleetPlan plan) {
        var lines = Math.min(plan.connections(), devices.size());
        var shares = new ArrayList<List<SimulatedDevice>>();
        for (var i = 0; i < lines; i++) {
            shares.add(new ArrayList<>());
        }
        for (var i = 0; i < devices.size(); i++) {
            shares.get(i % lines).add(devices.get(i));
        }
        shares.forEach(share -> checkIns.add(new CheckInLine(plan, target, books, share)));
    }

    public Books books() {
        return books;
    }

    public void start() {
        checkIns.forEach(CheckInLine::start);
        sockets.forEach(SocketLine::start);
    }

    /** Sockets that have heard {@code welcome} and are open. */
    public int online() {
        return (int) sockets.stream().filter(SocketLine::isWelcomed).count();
    }

    /** No new work; what is under way is answered. */
    public void stop() {
        checkIns.forEach(CheckInLine::stop);
        sockets.forEach(SocketLine::stop);
    }

    @Override
    public void close() {
        stop();
        target.close();
    }
}
