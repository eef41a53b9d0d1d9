package dev.muster.protocol.command;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.function.Function;

/**
 * One row of the command table.
 *
 * @param name on the wire, e.g. {@code pull_logs}
 * @param verb first word of the console form, e.g. {@code logs}
 * @param usage whole console form, e.g. {@code logs [N]}
 * @param summary one line for the person who types it
 * @param repeatable whether running it twice does no harm; one that is not is reported UNKNOWN after an interruption
 * @param fromArgs reads the wire arguments; throws {@link IllegalArgumentException} naming what does not fit
 * @param fromWords reads the words behind the verb; likewise
 */
public record CommandType(
        String name,
        String verb,
        String usage,
        String summary,
        Danger danger,
        LeastRole leastRole,
        boolean repeatable,
        Function<JsonNode, Command> fromArgs,
        Function<List<String>, Command> fromWords) {

    /** A safe, repeatable command without arguments. */
    static CommandType plain(String name, String verb, String summary, Command instance) {
        return new CommandType(
                name, verb, verb, summary, Danger.SAFE, LeastRole.OPERATOR, true, args -> instance, words -> {
                    if (!words.isEmpty()) {
                        throw new IllegalArgumentException(verb + " takes no arguments");
                    }
                    return instance;
                });
    }

    @Override
    public String toString() {
        return name;
    }
}
