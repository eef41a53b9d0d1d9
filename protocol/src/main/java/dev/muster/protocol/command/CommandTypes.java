package dev.muster.protocol.command;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/** The command table. A new command is one new file and one entry here. */
public final class CommandTypes {

    /** In the order in which help lists them. */
    public static final List<CommandType> ALL =
            List.of(Ping.TYPE, ShowState.TYPE, PullLogs.TYPE, ForceSync.TYPE, PushConfig.TYPE);

    private static final Map<String, CommandType> BY_NAME =
            ALL.stream().collect(Collectors.toUnmodifiableMap(CommandType::name, Function.identity()));

    private static final Map<String, CommandType> BY_VERB =
            ALL.stream().collect(Collectors.toUnmodifiableMap(CommandType::verb, Function.identity()));

    private CommandTypes() {}

    public static Optional<CommandType> named(String wireName) {
        return Optional.ofNullable(BY_NAME.get(wireName));
    }

    /**
     * A command from its wire form.
     *
     * @throws IllegalArgumentException saying which type is unknown or which argument does not fit
     */
    public static Command fromWire(String wireName, JsonNode args) {
        return named(wireName)
                .orElseThrow(() -> new IllegalArgumentException("unknown command type " + wireName + "; known: "
                        + ALL.stream().map(CommandType::name).collect(Collectors.joining(", "))))
                .fromArgs()
                .apply(args);
    }

    /**
     * A command from a console line, the same on the portal, the CLI and the serial console.
     *
     * @throws IllegalArgumentException saying what to type instead
     */
    public static Command parse(String line) {
        var words = Arrays.asList(line.strip().split("\\s+"));
        var type = BY_VERB.get(words.get(0));
        if (type == null) {
            throw new IllegalArgumentException("unknown command \"" + words.get(0) + "\"; known: "
                    + ALL.stream().map(CommandType::usage).collect(Collectors.joining(", ")));
        }
        return type.fromWords().apply(words.subList(1, words.size()));
    }
}
