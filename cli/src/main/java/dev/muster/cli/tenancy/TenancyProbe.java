package dev.muster.cli.tenancy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.muster.protocol.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Predicate;

/** {@code muster doctor --tenancy}: makes two orgs, attacks one of them, and says what came through. */
public final class TenancyProbe {

    /** A kind of which fewer are asked has lost its way in: most are two to ten times as many. */
    private static final Map<String, Integer> LEAST_OF_KIND = Map.ofEntries(
            Map.entry("ids in paths", 500),
            Map.entry("ids in queries", 50),
            Map.entry("ids in bodies", 100),
            Map.entry("search words", 1_000),
            Map.entry("sort keys", 500),
            Map.entry("org header", 200),
            Map.entry("cursors", 20),
            Map.entry("if-match", 50),
            Map.entry("pages", 500),
            Map.entry("page actions", 200),
            Map.entry("sockets", 60),
            Map.entry("effects on B", 50),
            Map.entry("controls", 200));

    private final World world;
    private final int least;
    private final Consumer<String> progress;
    private final Findings findings = new Findings();
    private final Timing timing = new Timing();
    private final SortKeys sorts;
    private List<Operation> known = List.of();

    private TenancyProbe(World world, int least, Consumer<String> progress) {
        this.world = world;
        this.sorts = new SortKeys(world, findings);
        this.least = least;
        this.progress = progress;
    }

    /** One line of the report; {@code bad} where it is a finding. */
    public record Line(ObjectNode json, String text, boolean bad) {}

    /**
     * Runs all of it.
     *
     * @param url of the server, without a slash at the end
     * @param token of the platform operator
     * @param least how many probes at least: what the walk asks is asked again until there are as many
     * @param progress is told what goes on
     * @return the report; {@code bad} lines are crossings, and what the program does not know how to ask
     * @throws ProbeFailure where it cannot be carried out, e.g. for want of the operator's token
     */
    public static List<Line> run(String url, String token, int least, Consumer<String> progress) {
        var wire = new Wire(url);
        var operator = new Person(wire, null, null, null, token, null);
        if (!operator.get("/orgs").ok()) {
            throw new ProbeFailure("this check makes two orgs and needs the token of the platform operator");
        }
        var surface = Surface.of(wire.send(operator.signed(Call.get("/openapi")))
                .expect("read /openapi")
                .json());
        var world = new World(wire, operator, Marks.letters(6));
        var probe = new TenancyProbe(world, least, progress);
        try {
            probe.attack(surface);
        } finally {
            progress.accept("Putting the two orgs out of use.");
            new Farewell(world).all();
        }
        return probe.report();
    }

    private void attack(List<Operation> surface) {
        progress.accept("Making " + world.a.slug + " and " + world.b.slug + ".");
        world.fill();
        known = known(surface);
        var judge = new Judge(world.wire, findings, timing);
        var controls = new Controls(world, findings);
        controls.searches();
        controls.words(known);
        progress.accept("Listening on sockets.");
        new Sockets(world, findings).all();
        var before = Snapshot.of(world, known, findings);
        progress.accept("Walking " + known.size() + " operations as " + world.outsiders.size() + " outsiders.");
        walk(judge, operation -> !operation.writes());
        progress.accept("Pages.");
        new Pages(world, judge, findings).all();
        progress.accept("Writes, and chains of requests.");
        walk(judge, operation -> operation.writes() && !Catalogue.invites(operation));
        new Chains(world, judge, findings).all(known);
        while (findings.total() < least) {
            walk(judge, operation -> !operation.writes());
        }
        timing.judge(findings, judge::pair);
        walk(judge, Catalogue::invites);
        before.compare(Snapshot.of(world, known, findings), findings);
        controls.writes(known, world.outsiders.get(0));
        findings.requireEnough(LEAST_OF_KIND);
    }

    /** What the catalogue knows; the rest is named as a finding. */
    private List<Operation> known(List<Operation> surface) {
        var all = new ArrayList<Operation>();
        for (var operation : surface) {
            findings.count("operations known", 1);
            var unknown = Catalogue.unknown(operation);
            unknown.ifPresent(what -> findings.found(
                    "operations known",
                    "this program",
                    operation,
                    "cannot be probed: " + what + " is not in its catalogue",
                    "dev.muster.cli.tenancy.Catalogue"));
            if (unknown.isEmpty()) {
                all.add(operation);
            }
        }
        return all;
    }

    private void walk(Judge judge, Predicate<Operation> which) {
        var walk = new Walk(world, sorts);
        known.stream().filter(which).forEach(operation -> {
            for (var who : world.outsiders) {
                if (asks(operation, who)) {
                    walk.probes(operation, who).forEach(judge::pair);
                }
            }
        });
    }

    /** Each sign-in costs the server a password's hash, and a wrong one makes the next wait. */
    private static boolean asks(Operation operation, Outsider who) {
        return !operation.path().equals("/api/v1/auth/login") || who.name().equals("anonymous");
    }

    private List<Line> report() {
        var lines = new ArrayList<Line>();
        findings.probes().forEach((kind, count) -> {
            var bad = findings.of(kind);
            lines.add(new Line(
                    Json.object().put("kind", kind).put("probes", count).put("findings", bad),
                    String.format(
                            Locale.ROOT, "%-4s  %-24s  %6d  %d found", bad == 0 ? "ok" : "fail", kind, count, bad),
                    false));
        });
        for (var finding : findings.all()) {
            lines.add(new Line(
                    (ObjectNode) Json.tree(finding),
                    finding.who() + ", " + finding.where() + ": " + finding.what() + " (" + finding.times() + "): "
                            + finding.example(),
                    true));
        }
        lines.add(timing());
        var crossings = findings.all().size();
        lines.add(new Line(
                Json.object().put("total", findings.total()).put("findings", crossings),
                findings.total() + " probes, " + crossings + " findings.",
                false));
        return lines;
    }

    private Line timing() {
        var figures = timing.figures();
        JsonNode json = Json.tree(Map.of(
                "timing", "medians, ms",
                "foreign", figures.foreignMs(),
                "absent", figures.absentMs(),
                "largestDifference", figures.largestMs(),
                "at", figures.largestAt(),
                "pairs", figures.pairs()));
        return new Line(
                (ObjectNode) json,
                String.format(
                        Locale.ROOT,
                        "time  what is B's %.1f ms, what is nowhere %.1f ms (medians of %d pairs); largest difference of an"
                                + " operation %.1f ms, %s",
                        figures.foreignMs(),
                        figures.absentMs(),
                        figures.pairs(),
                        figures.largestMs(),
                        figures.largestAt()),
                false);
    }
}
