package dev.muster.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** With where it is. */
@Command(name = "change", description = "Change a site's name or place; the short name stays.")
final class ChangeSite extends Named.Change {
    @Mixin
    private Place place;

    ChangeSite(Muster muster) {
        super(muster, NamedKind.SITE);
    }

    @Override
    void more(ObjectNode body) {
        place.into(body);
    }
}
