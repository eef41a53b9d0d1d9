package dev.muster.cli;

import dev.muster.protocol.Json;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code POST /devices}. The secret goes alone to standard output, so that it can go into a file. */
@Command(
        name = "add",
        description = "Register a device by hand. Its secret is shown this once.",
        footer = "%nmuster device add pump-7 --site plant-2 > pump-7.secret; "
                + "java -jar muster-agent.jar --id pump-7 --secret-file pump-7.secret …")
final class DeviceAdd implements Runnable {
    @Parameters(paramLabel = "ID", description = "Id of the device; it stays.")
    private String id;

    @Option(names = "--label", paramLabel = "LABEL", description = "What people call it; the id unless told.")
    private String label;

    @Option(names = "--site", paramLabel = "SLUG", description = "The site it is at.")
    private String site;

    @Option(names = "--model", paramLabel = "MODEL", description = "Its hardware model.")
    private String model;

    @Option(names = "--notes", paramLabel = "TEXT", description = "What else there is to say.")
    private String notes;

    @Option(names = "--tag", paramLabel = "TAG", description = "A tag; may be given several times.")
    private List<String> tags = List.of();

    private final Muster muster;

    DeviceAdd(Muster muster) {
        this.muster = muster;
    }

    @Override
    public void run() {
        Ids.requireDevice(id);
        var body = Json.object().put("id", id);
        Map.of("label", of(label), "site", of(site), "model", of(model), "notes", of(notes))
                .forEach((name, value) -> {
                    if (!value.isEmpty()) {
                        body.put(name, value);
                    }
                });
        if (!tags.isEmpty()) {
            tags.forEach(body.putArray("tags")::add);
        }
        var made = muster.server().post("/devices", body, Server.PATIENCE).data();
        if (muster.out().json()) {
            muster.out().item(made);
            return;
        }
        muster.out().note("Device " + id + " is registered. Its secret is shown this once, in base64:");
        muster.out().line(Fields.text(made, "secret"));
    }

    private static String of(String text) {
        return text == null ? "" : text;
    }
}
