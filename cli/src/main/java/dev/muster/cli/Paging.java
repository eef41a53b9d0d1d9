package dev.muster.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.util.Map;
import java.util.function.BiFunction;
import picocli.CommandLine.Option;

/** How much of a list to show, and showing it: one page after the other, as rows for people or as JSON lines. */
final class Paging {
    @Option(
            names = "--limit",
            paramLabel = "N",
            defaultValue = "50",
            description = "At most so many; ${DEFAULT-VALUE} unless told.")
    private long limit;

    @Option(names = "--all", description = "All of them.")
    private boolean all;

    void list(
            Muster muster,
            String path,
            Map<String, String> query,
            Table table,
            BiFunction<JsonNode, Instant, String[]> row) {
        if (limit < 1) {
            throw Failure.usage("--limit is at least 1.");
        }
        var out = muster.out();
        var most = all ? Long.MAX_VALUE : limit;
        var more = muster.server().list(path, query, most, (item, at) -> {
            if (out.json()) {
                return out.item(item);
            }
            table.row(row.apply(item, muster.now(at)));
            return true;
        });
        if (!out.json() && !table.isEmpty()) {
            out.table(table);
        }
        if (more && !all) {
            out.more("There are more: --limit " + limit * 2 + " shows more of them, --all shows all.");
        }
    }
}
