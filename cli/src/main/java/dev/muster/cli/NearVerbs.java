package dev.muster.cli;

import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import picocli.CommandLine;

/** What somebody may have meant by a verb that is not there: {@code devcies}, {@code device shwo}, {@code devices show}. */
final class NearVerbs {
    private static final int SLIPS = 2;
    private static final int MOST = 2;

    private NearVerbs() {}

    /** Whole commands as one types them, the nearest first. */
    static List<String> to(CommandLine at, String word) {
        var siblings = at.getParent() == null ? Stream.<CommandLine>empty() : near(at.getParent(), at.getCommandName());
        var elsewhere = siblings.filter(sibling -> sibling != at)
                .map(sibling -> sibling.getSubcommands().get(word))
                .filter(verb -> verb != null);
        return Stream.concat(elsewhere, near(at, word))
                .map(verb -> "`" + verb.getCommandSpec().qualifiedName(" ") + "`")
                .distinct()
                .limit(MOST)
                .toList();
    }

    private static Stream<CommandLine> near(CommandLine above, String word) {
        return above.getSubcommands().entrySet().stream()
                .filter(verb -> slips(verb.getKey(), word) <= Math.min(SLIPS, word.length() / 2))
                .sorted(Comparator.comparingInt((Map.Entry<String, CommandLine> verb) -> slips(verb.getKey(), word))
                        .thenComparing(Map.Entry::getKey))
                .map(Map.Entry::getValue);
    }

    /** Letters to put in, leave out, change, or swap with their neighbour (optimal string alignment). */
    static int slips(String one, String other) {
        var cost = new int[one.length() + 1][other.length() + 1];
        for (var i = 0; i <= one.length(); i++) {
            for (var j = 0; j <= other.length(); j++) {
                if (i == 0 || j == 0) {
                    cost[i][j] = i + j;
                    continue;
                }
                var same = one.charAt(i - 1) == other.charAt(j - 1);
                cost[i][j] =
                        Math.min(cost[i - 1][j - 1] + (same ? 0 : 1), Math.min(cost[i - 1][j], cost[i][j - 1]) + 1);
                if (i > 1
                        && j > 1
                        && one.charAt(i - 1) == other.charAt(j - 2)
                        && one.charAt(i - 2) == other.charAt(j - 1)) {
                    cost[i][j] = Math.min(cost[i][j], cost[i - 2][j - 2] + 1);
                }
            }
        }
        return cost[one.length()][other.length()];
    }
}
