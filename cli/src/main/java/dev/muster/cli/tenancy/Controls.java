package dev.muster.cli.tenancy;

import dev.muster.cli.tenancy.Operation.Slot;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Set;

/**
 * Whether the questions are asked well: A's administrator carries out each write on what is A's own, and B's
 * administrator finds by each word what outsiders looked for. A question that is refused for its form proves nothing.
 */
final class Controls {

    private static final String KIND = "controls";
    private static final Set<Integer> ILL_FORMED = Set.of(400, 405, 406, 415, 422);

    private final World world;
    private final Findings findings;

    Controls(World world, Findings findings) {
        this.world = world;
        this.findings = findings;
    }

    void searches() {
        var found = 0;
        for (var thing : world.b.things(Kind.SEARCH, Outsider.all())) {
            var reply = world.b.admin().get("/devices?q=" + Call.escaped(thing.value()));
            findings.count(KIND, 1);
            found += reply.ok() && reply.data().size() > 0 ? 1 : 0;
            if (!reply.ok()) {
                findings.found(KIND, "admin of B", "q=" + thing.value(), "is no search", reply.body());
            }
        }
        // fleets, groups and sites without a device find none
        if (found < world.b.things(Kind.SEARCH, Outsider.all()).size() / 2) {
            findings.found(KIND, "admin of B", "GET /devices?q=", "finds next to nothing of B", found + " searches");
        }
    }

    /** Lists that are none of devices find their things by B's words, for B's administrator. */
    void words(List<Operation> operations) {
        var lists = operations.stream()
                .filter(operation ->
                        operation.slots().stream().anyMatch(slot -> Catalogue.kind(operation, slot) == Kind.WORD))
                .map(operation -> operation.path().substring(Catalogue.API.length()))
                .toList();
        for (var word : world.b.things(Kind.WORD, Outsider.all())) {
            findings.count(KIND, 1);
            if (lists.stream()
                    .noneMatch(list -> world.b
                                    .admin()
                                    .get(list + "?q=" + word.value())
                                    .data()
                                    .size()
                            > 0)) {
                findings.found(KIND, "admin of B", "q=" + word.value(), "is found by no list", String.join(" ", lists));
            }
        }
    }

    /** Last of all: it changes A. What deletes comes behind what needs it. */
    void writes(List<Operation> operations, Outsider adminOfA) {
        operations.stream()
                .filter(operation -> operation.writes())
                .filter(operation -> !operation.path().startsWith(Catalogue.API + "/auth/")) // their own account
                .sorted(Comparator.comparing(operation ->
                        operation.method().equals("DELETE") || operation.path().endsWith("/move")))
                .forEach(operation -> write(operation, adminOfA));
    }

    private void write(Operation operation, Outsider adminOfA) {
        var values = new LinkedHashMap<Slot, String>(Walk.base(operation, adminOfA));
        var call = Composer.call(operation, values);
        var reply = world.wire.send(adminOfA.proof().apply(call));
        findings.count(KIND, 1);
        if (ILL_FORMED.contains(reply.status())) {
            findings.found(
                    KIND,
                    "admin of A",
                    operation,
                    "is refused for its form even on what is A's own: outsiders who are refused prove nothing",
                    call + " -> " + reply.status() + " " + reply.body());
        }
    }
}
