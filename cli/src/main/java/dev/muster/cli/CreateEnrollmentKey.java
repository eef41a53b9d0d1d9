package dev.muster.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(name = "create", description = "Make a key. It is shown this once.")
final class CreateEnrollmentKey extends Keys.Create {
    @Mixin
    private Keys.MaxUses maxUses;

    @Option(names = "--auto", description = "Let its devices in at once; else a person accepts each.")
    private boolean auto;

    CreateEnrollmentKey(Muster muster) {
        super(muster, KeyKind.ENROLLMENT);
    }

    @Override
    void more(ObjectNode body) {
        maxUses.put(body);
        if (auto) {
            body.put("autoApprove", true);
        }
    }
}
