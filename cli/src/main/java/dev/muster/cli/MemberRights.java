package dev.muster.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.muster.protocol.Json;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import picocli.CommandLine.Option;

/** Roles in the org and in single fleets, as options. */
final class MemberRights {
    private MemberRights() {}

    /** What somebody may do from now on; what is not said stays. */
    static final class Other {
        @Option(
                names = "--role",
                paramLabel = "ROLE",
                description = "In the org: VIEWER, OPERATOR, MANAGER, ADMIN, or NONE for fleets only.")
        private String role;

        @Option(
                names = "--fleet",
                paramLabel = "SLUG=ROLE",
                description = "In that fleet, and in no other; may be there several times.")
        private Map<String, String> fleets = new LinkedHashMap<>();

        @Option(names = "--no-fleets", description = "No role in a single fleet any more.")
        private boolean none;

        @Option(
                names = "--name",
                paramLabel = "NAME",
                description = "What they are called; only of whoever is of this org alone.")
        private String name;

        ObjectNode patch(Muster muster) {
            if (none && !fleets.isEmpty()) {
                throw Failure.usage("Say --fleet or --no-fleets, not both.");
            }
            var body = Json.object();
            if (role != null) {
                body.put("role", role.equalsIgnoreCase("none") ? null : role.toUpperCase(Locale.ROOT));
            }
            if (none || !fleets.isEmpty()) {
                fleetsInto(muster, fleets, body);
            }
            if (name != null) {
                body.put("name", name);
            }
            if (body.isEmpty()) {
                throw Failure.usage("Say what to change: --role, --fleet, --no-fleets or --name.");
            }
            return body;
        }
    }

    private static void fleetsInto(Muster muster, Map<String, String> fleets, ObjectNode body) {
        var list = body.putArray("fleets");
        fleets.forEach((slug, inFleet) -> list.addObject()
                .put("fleet", Fields.text(NamedKind.FLEET.find(muster, slug), "id"))
                .put("role", inFleet.toUpperCase(Locale.ROOT)));
    }

    /** What somebody may do. */
    static final class All {
        @Option(
                names = "--role",
                paramLabel = "ROLE",
                description = "In the org: VIEWER, OPERATOR, MANAGER or ADMIN; none unless told.")
        private String role;

        @Option(names = "--fleet", paramLabel = "SLUG=ROLE", description = "In that fleet; may be there several times.")
        private Map<String, String> fleets = new LinkedHashMap<>();

        /** All of it, as somebody new gets it. */
        void into(Muster muster, ObjectNode body) {
            body.put("role", role == null ? null : role.toUpperCase(Locale.ROOT));
            fleetsInto(muster, fleets, body);
        }
    }
}
