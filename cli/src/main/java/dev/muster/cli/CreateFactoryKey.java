package dev.muster.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Its id is in the remark: devices name it beside the key. */
@Command(
        name = "create",
        description = "Make a key for a batch. It is shown this once, in base64; devices name its id too.")
final class CreateFactoryKey extends Keys.Create {
    @Option(names = "--model", paramLabel = "MODEL", description = "Hardware model of its devices.")
    private String model;

    @Mixin
    private Keys.MaxUses maxUses;

    CreateFactoryKey(Muster muster) {
        super(muster, KeyKind.FACTORY);
    }

    @Override
    void more(ObjectNode body) {
        if (model != null) {
            body.put("model", model);
        }
        maxUses.put(body);
    }
}
