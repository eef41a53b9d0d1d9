package dev.muster.cli.tenancy;

import dev.muster.cli.tenancy.Operation.In;
import dev.muster.cli.tenancy.Operation.Slot;
import dev.muster.cli.tenancy.Outsider.Pair;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

/** Every question an outsider can put to an operation: each slot by itself, all together, and what goes with them. */
final class Walk {

    private static final List<String> VERSIONS = List.of("\"1\"", "\"2\"", "*", "\"x\"");
    /** So many of the many searches are put in the slower ways, too. */
    private static final int FEW = 14;

    /** Of the words of each other list. */
    private static final int FEW_WORDS = 4;

    private static final String ORG = "X-Muster-Org";

    private final World world;
    private final SortKeys sorts;
    private final Map<Operation, String> cursors = new HashMap<>();

    Walk(World world, SortKeys sorts) {
        this.world = world;
        this.sorts = sorts;
    }

    List<Probe> probes(Operation operation, Outsider who) {
        var probes = new ArrayList<Probe>();
        for (var slot : operation.slots()) {
            var pairs = pairs(operation, slot, who);
            for (var i = 0; i < pairs.size(); i++) {
                var search = Catalogue.kind(operation, slot) == Kind.SEARCH;
                if (Catalogue.kind(operation, slot) == Kind.WORD && i >= FEW_WORDS) {
                    break;
                }
                if (!search || !operation.writes() || i < FEW) {
                    single(operation, who, slot, pairs.get(i), !search || i < FEW, probes);
                }
            }
        }
        together(operation, who, probes);
        orgHeader(operation, who, probes);
        cursor(operation, who, probes);
        sorts(operation, who, probes);
        return probes;
    }

    private static List<Pair> pairs(Operation operation, Slot slot, Outsider who) {
        var kind = Catalogue.kind(operation, slot);
        return switch (kind) {
            case PLAIN, VERSION, IDEMPOTENCY, CURSOR, SORT -> List.of();
            default -> who.pairs(kind);
        };
    }

    private void single(
            Operation operation, Outsider who, Slot slot, Pair pair, boolean optionals, List<Probe> probes) {
        var kind = Catalogue.kind(operation, slot);
        var name = kind == Kind.SEARCH ? "search words" : label(slot);
        var alike = !Catalogue.tellsTaken(operation, slot);
        var values = base(operation, who);
        add(name, operation, who, values, Map.of(slot, pair), alike, probes);
        if (slot.in() == In.PATH) {
            for (var other : operation.slots()) {
                if (Catalogue.kind(operation, other) == Kind.VERSION) {
                    for (var version : VERSIONS) {
                        var guarded = new LinkedHashMap<>(values);
                        guarded.put(other, version);
                        add("if-match", operation, who, guarded, Map.of(slot, pair), alike, probes);
                    }
                }
            }
        }
        var all = withOptionals(operation, values);
        if (optionals && !all.equals(values)) {
            add("all optional parameters", operation, who, all, Map.of(slot, pair), alike, probes);
        }
    }

    /** All slots name what is B's; a command goes with its own device. */
    private void together(Operation operation, Outsider who, List<Probe> probes) {
        var foreign = operation.slots().stream()
                .filter(slot -> !pairs(operation, slot, who).isEmpty())
                .toList();
        if (foreign.size() < 2) {
            return;
        }
        for (var device : who.b().things(Kind.DEVICE, who.hidden())) {
            var named = new LinkedHashMap<Slot, Pair>();
            for (var slot : foreign) {
                var kind = Catalogue.kind(operation, slot);
                var value = switch (kind) {
                    case DEVICE -> device.value();
                    case COMMAND -> commandOf(device.value());
                    default -> who.pairs(kind).get(0).foreign();
                };
                named.put(slot, Outsider.pair(kind, value));
            }
            var alike = foreign.stream().noneMatch(slot -> Catalogue.tellsTaken(operation, slot));
            add("all ids at once", operation, who, base(operation, who), named, alike, probes);
        }
    }

    private String commandOf(String device) {
        return world.b.things(Kind.COMMAND, EnumSet.allOf(Zone.class)).stream()
                .filter(command -> device.equals(command.device()))
                .findFirst()
                .orElseThrow()
                .value();
    }

    /** As if in B: with what is one's own, and with what is B's. */
    private void orgHeader(Operation operation, Outsider who, List<Probe> probes) {
        if (who.sees(Zone.EVERYBODY)) {
            return;
        }
        var bodies = new ArrayList<Call>();
        bodies.add(Composer.call(operation, base(operation, who)));
        var all = new LinkedHashMap<>(base(operation, who));
        var said = new LinkedHashSet<String>();
        for (var slot : operation.slots()) {
            pairs(operation, slot, who).stream().findFirst().ifPresent(pair -> {
                all.put(slot, pair.foreign());
                said.addAll(words(pair.foreign()));
            });
        }
        bodies.add(Composer.call(operation, all));
        for (var call : bodies) {
            var nowhere = Outsider.absent(Kind.ORG, who.b().slug);
            said.add(who.b().slug);
            var unsaid = new LinkedHashSet<>(said);
            unsaid.add(nowhere);
            probes.add(new Probe(
                    "org header",
                    who,
                    operation,
                    call.with(ORG, who.b().slug),
                    call.with(ORG, nowhere),
                    Set.copyOf(said),
                    unsaid,
                    true));
        }
    }

    /** Where B's administrator would go on in a list; it shows what there is, never B's. */
    private void cursor(Operation operation, Outsider who, List<Probe> probes) {
        for (var slot : operation.slots()) {
            if (Catalogue.kind(operation, slot) == Kind.CURSOR) {
                var cursor = cursors.computeIfAbsent(operation, this::cursorOfB);
                if (!cursor.isEmpty()) {
                    add(
                            "cursors",
                            operation,
                            who,
                            base(operation, who),
                            Map.of(slot, new Pair(cursor, cursor)),
                            false,
                            probes);
                }
            }
        }
    }

    /** Each key, either way: in the order of what is not shown, what is shown would tell of it. */
    private void sorts(Operation operation, Outsider who, List<Probe> probes) {
        for (var slot : operation.slots()) {
            if (Catalogue.kind(operation, slot) == Kind.SORT) {
                for (var key : sorts.of(operation)) {
                    for (var order : List.of(key, "-" + key)) {
                        var values = base(operation, who);
                        values.put(slot, order);
                        var named = new LinkedHashMap<Slot, Pair>();
                        operation.slots().stream()
                                .filter(other -> other.name().equals("q"))
                                .forEach(other -> pairs(operation, other, who).stream()
                                        .findFirst()
                                        .ifPresent(pair -> named.put(other, pair)));
                        add("sort keys", operation, who, values, named, true, probes);
                    }
                }
            }
        }
    }

    private String cursorOfB(Operation operation) {
        return world.b
                .admin()
                .get(operation.path().substring(Catalogue.API.length()) + "?limit=1")
                .json()
                .path("page")
                .path("nextCursor")
                .asText("");
    }

    private static void add(
            String name,
            Operation operation,
            Outsider who,
            Map<Slot, String> base,
            Map<Slot, Pair> named,
            boolean alike,
            List<Probe> probes) {
        var foreign = new LinkedHashMap<>(base);
        var absent = new LinkedHashMap<>(base);
        var said = new LinkedHashSet<String>();
        var unsaid = new LinkedHashSet<String>();
        named.forEach((slot, pair) -> {
            foreign.put(slot, pair.foreign());
            absent.put(slot, pair.absent());
            if (Catalogue.invites(operation)) {
                said.addAll(who.b().accountOf(pair.foreign()));
            }
            said.addAll(words(pair.foreign()));
            unsaid.addAll(words(pair.absent()));
        });
        absent.replaceAll((slot, value) -> Catalogue.kind(operation, slot) == Kind.IDEMPOTENCY
                ? UUID.randomUUID().toString()
                : value);
        probes.add(new Probe(
                name,
                who,
                operation,
                Composer.call(operation, foreign),
                Composer.call(operation, absent),
                said,
                unsaid,
                alike));
    }

    /** A search is echoed in parts. */
    static Set<String> words(String value) {
        var words = new LinkedHashSet<String>();
        words.add(value);
        if (value.contains(":")) {
            for (var part : value.split("[:.]")) {
                if (part.length() > 10) {
                    words.add(part);
                }
            }
        }
        return words;
    }

    /** What a request needs at least, with what is one's own; what nobody has where there is nothing of one's own. */
    static Map<Slot, String> base(Operation operation, Outsider who) {
        var values = new LinkedHashMap<Slot, String>();
        for (var slot : operation.slots()) {
            var kind = Catalogue.kind(operation, slot);
            // who is there keeps their address: another one is refused for its form
            var address = kind == Kind.EMAIL && !operation.method().equals("PATCH");
            var fresh = slot.in() == In.BODY && (address || slot.name().equals("id"));
            if (fresh || Catalogue.tellsTaken(operation, slot)) {
                values.put(slot, Outsider.absent(kind, "a-value-of-some-length@tenancy.test"));
            } else if (slot.in() == In.PATH || slot.name().equals("deviceIds")) {
                var mine = who.mine(kind);
                values.put(slot, mine == null ? Outsider.absent(kind, "a-value-of-some-length") : mine);
            }
        }
        return values;
    }

    private Map<Slot, String> withOptionals(Operation operation, Map<Slot, String> values) {
        var all = new LinkedHashMap<>(values);
        for (var slot : operation.slots()) {
            var kind = Catalogue.kind(operation, slot);
            if (slot.in() == In.QUERY && kind == Kind.PLAIN) {
                all.put(slot, (String) Catalogue.plain(slot));
            } else if (kind == Kind.SORT) {
                all.put(slot, String.join(",-", sorts.of(operation)));
            } else if (slot.in() == In.HEADER && kind == Kind.IDEMPOTENCY) {
                all.put(slot, UUID.randomUUID().toString());
            } else if (slot.in() == In.HEADER && kind == Kind.VERSION) {
                all.put(slot, "\"1\"");
            } else if (slot.in() == In.HEADER) {
                all.put(slot, Marks.letters(24));
            }
        }
        return all;
    }

    private static String label(Slot slot) {
        return switch (slot.in()) {
            case PATH -> "ids in paths";
            case QUERY -> "ids in queries";
            case HEADER -> "ids in headers";
            case BODY -> "ids in bodies";
        };
    }
}
