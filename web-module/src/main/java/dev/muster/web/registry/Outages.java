package dev.muster.web.registry;

import dev.muster.protocol.Json;
import dev.muster.registry.entity.Outage;
import java.util.List;

/** Outages as {@code liveness.js} reads them: {@code [[from, to], …]} in epoch milliseconds. */
final class Outages {

    private Outages() {}

    static String json(List<Outage> outages) {
        return Json.write(outages.stream()
                .map(outage -> List.of(outage.from().toEpochMilli(), outage.to().toEpochMilli()))
                .toList());
    }
}
