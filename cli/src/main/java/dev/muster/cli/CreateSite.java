package dev.muster.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** With where it is. */
@Command(name = "create", description = "Make a site.")
final class CreateSite extends Named.Create {
    @Mixin
    private Place place;

    CreateSite(Muster muster) {
        super(muster, NamedKind.SITE);
    }

    @Override
    void more(ObjectNode body) {
        place.into(body);
    }
}
