package dev.muster.cli.tenancy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.muster.cli.tenancy.Operation.In;
import dev.muster.cli.tenancy.Operation.Slot;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * All that B's administrator can read, by the request that reads it. Taken before and after: what differs was done by an
 * outsider. It also shows that what outsiders ask for is there, and is asked for in a way that finds it.
 */
final class Snapshot {

    private static final String AUDIT = Catalogue.API + "/audit/export";

    private static final String AUDIT_LIST = Catalogue.API + "/audit?";

    /** What B is told of attempts: with a key of somebody's own for a device of B, with a wrong password. */
    private static final Pattern WARNING = Pattern.compile(
            "\"action\":\"(device\\.claimed-elsewhere|session\\.refused|person\\.password-reset-asked)\"");

    /** Members that change by time alone. */
    private static final Set<String> BY_TIME = Set.of("status", "liveness", "lastUsedAt", "cadenceSec");

    /** What a member of B does there by a question and may: a view they keep for themselves. */
    private static final String OWN = "\"action\":\"view.saved\"";

    private final Map<String, String> read = new LinkedHashMap<>();

    /** Outsiders who are members of B, as an entry of the audit names them. */
    private final List<String> insiders;

    private Snapshot(List<String> insiders) {
        this.insiders = insiders;
    }

    static Snapshot of(World world, List<Operation> operations, Findings findings) {
        var snapshot = new Snapshot(Stream.of(world.contractor, world.twoFleets)
                .map(each -> "\"id\":\"" + each.person().id() + "\"")
                .toList());
        for (var operation : operations) {
            if (!operation.writes()) {
                for (var call : calls(world, operation)) {
                    snapshot.read(world, operation, call, findings);
                }
            }
        }
        return snapshot;
    }

    private void read(World world, Operation operation, Call call, Findings findings) {
        var reply = world.wire.send(world.b.admin().signed(call));
        findings.count("controls", 1);
        if (!reply.ok() && reply.status() != 403) {
            findings.found(
                    "controls",
                    "admin of B",
                    operation,
                    "does not show B its own: outsiders who do not see it prove nothing",
                    call + " -> " + reply.status());
        }
        read.put(call.target(), operation.path().equals(AUDIT) ? reply.body() : lasting(operation, reply));
    }

    /** One call for each thing of B that the operation can name. */
    private static List<Call> calls(World world, Operation operation) {
        var calls = new ArrayList<Call>();
        var paths =
                operation.slots().stream().filter(slot -> slot.in() == In.PATH).toList();
        if (paths.isEmpty()) {
            calls.add(Composer.call(operation, whole(operation, new LinkedHashMap<>())));
            return calls;
        }
        var last = paths.get(paths.size() - 1);
        for (var thing : world.b.things(Catalogue.kind(operation, last), Outsider.all())) {
            var values = new LinkedHashMap<Slot, String>();
            values.put(last, thing.value());
            if (paths.size() > 1) {
                values.put(paths.get(0), thing.device());
            }
            calls.add(Composer.call(operation, whole(operation, values)));
        }
        return calls;
    }

    /** All of a list, and what a question cannot do without. */
    private static Map<Slot, String> whole(Operation operation, Map<Slot, String> values) {
        operation.slots().stream()
                .filter(slot -> slot.in() == In.QUERY && Set.of("limit", "line").contains(slot.name()))
                .forEach(slot -> values.put(slot, (String) Catalogue.plain(slot)));
        return values;
    }

    private static String lasting(Operation operation, Reply reply) {
        var json = reply.json();
        if (json.isMissingNode()) {
            return reply.body();
        }
        strip(json, operation.path().contains("/users"));
        return reply.status() + " " + json;
    }

    private static void strip(JsonNode node, boolean people) {
        if (node instanceof ObjectNode object) {
            object.remove(BY_TIME);
            object.remove("requestId");
            if (people) {
                object.remove("lastSeen");
            }
        }
        node.forEach(child -> strip(child, people));
    }

    /** Says what another snapshot has otherwise. */
    void compare(Snapshot after, Findings findings) {
        read.forEach((target, before) -> {
            var now = after.read.getOrDefault(target, "");
            findings.count("effects on B", 1);
            if (now.equals(before) || target.startsWith(AUDIT_LIST)) {
                return;
            }
            if (target.startsWith(AUDIT)) {
                var known = Set.of(before.split("\n"));
                for (var line : now.split("\n")) {
                    if (!known.contains(line) && !WARNING.matcher(line).find() && !isOwn(line)) {
                        findings.found("effects on B", "somebody", "the audit of B", "has a new entry", line);
                    }
                }
            } else {
                findings.found("effects on B", "somebody", target, "has changed", difference(before, now));
            }
        });
    }

    private boolean isOwn(String line) {
        return line.contains(OWN) && insiders.stream().anyMatch(line::contains);
    }

    private static String difference(String before, String now) {
        var at = 0;
        while (at < Math.min(before.length(), now.length()) && before.charAt(at) == now.charAt(at)) {
            at++;
        }
        var from = Math.max(0, at - 60);
        return "was …" + before.substring(from, Math.min(before.length(), at + 80)) + "… is …"
                + now.substring(from, Math.min(now.length(), at + 80)) + "…";
    }
}
