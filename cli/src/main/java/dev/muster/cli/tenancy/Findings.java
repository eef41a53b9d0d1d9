package dev.muster.cli.tenancy;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** How many probes of each kind there were, and what they found. */
final class Findings {

    /** What was found, by whom and where; {@code times} how often. */
    record Finding(String kind, String who, String where, String what, String example, int times) {}

    private final Map<String, Integer> probes = new LinkedHashMap<>();
    private final Map<String, Finding> found = new LinkedHashMap<>();

    void count(String kind, int more) {
        probes.merge(kind, more, Integer::sum);
    }

    void found(String kind, Object who, Object where, String what, String example) {
        found.merge(
                kind + who + where + what,
                new Finding(kind, who.toString(), where.toString(), what, example, 1),
                (first, again) -> new Finding(
                        first.kind(), first.who(), first.where(), first.what(), first.example(), first.times() + 1));
    }

    /** A kind with fewer probes than that is a finding: a green result would say nothing of it. */
    void requireEnough(Map<String, Integer> least) {
        least.forEach((kind, count) -> {
            var asked = probes.getOrDefault(kind, 0);
            if (asked < count) {
                found("controls", "this program", kind, "asks too little", asked + " probes, not " + count);
            }
        });
    }

    Map<String, Integer> probes() {
        return probes;
    }

    int total() {
        return probes.values().stream().mapToInt(Integer::intValue).sum();
    }

    List<Finding> all() {
        return new ArrayList<>(found.values());
    }

    long of(String kind) {
        return found.values().stream()
                .filter(finding -> finding.kind().equals(kind))
                .count();
    }
}
