package dev.muster.cli.tenancy;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The keys that each list is sorted by: the server names them where one is asked for that is none. */
final class SortKeys {

    private static final Pattern KNOWN = Pattern.compile("known: ([A-Za-z, ]+)");

    private final World world;
    private final Findings findings;
    private final Map<Operation, List<String>> keys = new HashMap<>();

    SortKeys(World world, Findings findings) {
        this.world = world;
        this.findings = findings;
    }

    List<String> of(Operation operation) {
        return keys.computeIfAbsent(operation, this::ask);
    }

    /** By somebody who may ask for it; each key is tried, so that what outsiders are refused proves something. */
    private List<String> ask(Operation operation) {
        var path = operation.path().substring(Catalogue.API.length());
        for (var asker : List.of(world.a.admin(), world.operator.in(world.a.slug))) {
            var told = asker.get(path + "?sort=nothing");
            var known = KNOWN.matcher(told.json().at("/errors/0/detail").asText());
            if (known.find() && asker.get(path).status() != 403) {
                var found =
                        Stream.of(known.group(1).split(",")).map(String::strip).toList();
                found.forEach(key -> tried(operation, path + "?sort=-" + key, asker));
                return found;
            }
        }
        findings.found("controls", "operator", operation, "does not say what it can be sorted by", "?sort=nothing");
        return List.of();
    }

    private void tried(Operation operation, String path, Person asker) {
        findings.count("controls", 1);
        var reply = asker.get(path);
        if (!reply.ok()) {
            findings.found("controls", "whoever may", operation, "is not sorted by its own key", path);
        }
    }
}
