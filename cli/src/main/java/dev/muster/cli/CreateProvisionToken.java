package dev.muster.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(name = "create", description = "Make a token. It is shown this once, and ends after 24 h unless told.")
final class CreateProvisionToken extends Keys.Create {
    @Option(names = "--device", paramLabel = "ID", description = "For this device alone, known or not.")
    private String device;

    CreateProvisionToken(Muster muster) {
        super(muster, KeyKind.PROVISION);
    }

    @Override
    void more(ObjectNode body) {
        if (device != null) {
            Ids.requireDevice(device);
            body.put("deviceId", device);
        }
    }
}
