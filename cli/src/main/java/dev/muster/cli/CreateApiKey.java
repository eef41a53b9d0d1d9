package dev.muster.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Locale;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(
        name = "create",
        description = "Make a key. It is shown this once, acts as you, and ends after 14 days unused, 90 at most.")
final class CreateApiKey extends Keys.Create {
    private static final List<String> ROLES = List.of("VIEWER", "OPERATOR", "MANAGER", "ADMIN");

    @Option(names = "--only-org", paramLabel = "SLUG", description = "Acts in this org alone.")
    private String onlyOrg;

    @Option(names = "--role", paramLabel = "ROLE", description = "Acts with this role at most: VIEWER, OPERATOR, …")
    private String role;

    CreateApiKey(Muster muster) {
        super(muster, KeyKind.API);
    }

    @Override
    void more(ObjectNode body) {
        if (onlyOrg != null) {
            body.put("org", onlyOrg);
        }
        if (role != null) {
            var wanted = role.toUpperCase(Locale.ROOT);
            if (!ROLES.contains(wanted)) {
                throw Failure.usage("--role is one of " + String.join(", ", ROLES) + ".");
            }
            body.put("role", wanted);
        }
    }

    @Override
    String remark(ObjectNode body) {
        var where = onlyOrg == null ? "all your orgs" : "the org " + onlyOrg;
        var role = body.path("role").asText();
        return ", for " + where + " and with "
                + (role.isEmpty() ? "the role you have there" : "at most the role " + role);
    }
}
