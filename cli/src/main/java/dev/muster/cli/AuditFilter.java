package dev.muster.cli;

import dev.muster.protocol.Json;
import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.Map;
import picocli.CommandLine.Option;

/** Which audit entries: the same options for the list and the export. */
final class AuditFilter {
    @Option(
            names = "--platform",
            description = "What concerns no org, such as the unclaimed pool; for the platform operator.")
    private boolean platform;

    @Option(names = "--device", paramLabel = "ID", description = "What was done to this device.")
    private String device;

    @Option(names = "--actor", paramLabel = "WHO", description = "What this person or device did.")
    private String actor;

    @Option(names = "--action", paramLabel = "NAME", description = "Only this action, e.g. command.queue.")
    private String action;

    @Option(names = "--from", paramLabel = "TIME", description = "Since: 2026-11-20T11:36:00Z, 2026-11-20, or 2h.")
    private String from;

    @Option(names = "--to", paramLabel = "TIME", description = "Before, written the same way.")
    private String to;

    Map<String, String> query(Clock clock) {
        var query = new LinkedHashMap<String, String>();
        put(query, "scope", platform ? "platform" : null);
        put(query, "device", device);
        put(query, "actor", actor);
        put(query, "action", action);
        put(query, "from", from == null ? null : Json.time(Times.parseMoment(from, clock.instant())));
        put(query, "to", to == null ? null : Json.time(Times.parseMoment(to, clock.instant())));
        return query;
    }

    private static void put(Map<String, String> query, String name, String value) {
        if (value != null) {
            query.put(name, value);
        }
    }
}
