package dev.muster.cli;

import java.util.UUID;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code DELETE /devices/{id}/commands/{id}}. */
@Command(name = "cancel", description = "Take a command back that no device has yet.")
final class Cancel implements Runnable {
    @Parameters(index = "0", paramLabel = "DEVICE", description = "Id of the device.")
    private String device;

    @Parameters(index = "1", paramLabel = "ID", description = "Id of the command; `muster commands` shows it.")
    private UUID id;

    private final Muster muster;

    Cancel(Muster muster) {
        this.muster = muster;
    }

    @Override
    public void run() {
        Ids.requireDevice(device);
        var answer = muster.server().delete("/devices/" + Server.segment(device) + "/commands/" + id);
        if (muster.out().json()) {
            muster.out().item(answer.data());
        } else {
            muster.out().line("Command " + id + " is cancelled.");
        }
    }
}
