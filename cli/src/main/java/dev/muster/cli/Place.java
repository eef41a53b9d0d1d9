package dev.muster.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import picocli.CommandLine.Option;

/** Where a site is. */
final class Place {
    @Option(names = "--address", paramLabel = "TEXT", description = "Its address; empty takes it away.")
    private String address;

    @Option(names = "--zone", paramLabel = "NAME", description = "Its time zone, e.g. Europe/Berlin; UTC unless told.")
    private String zone;

    void into(ObjectNode body) {
        if (address != null) {
            body.put("address", address);
        }
        if (zone != null) {
            body.put("timeZone", zone);
        }
    }
}
