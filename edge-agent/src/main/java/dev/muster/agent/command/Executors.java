package dev.muster.agent.command;

import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The commands this agent can run. A new one is one new file and one entry here. */
public final class Executors {

    private static final List<Executor> ALL = List.of(
            new PingExecutor(),
            new ShowStateExecutor(),
            new PullLogsExecutor(),
            new ForceSyncExecutor(),
            new PushConfigExecutor());

    private Executors() {}

    public static Map<String, Executor> standard() {
        return with(List.of());
    }

    /** The standard ones and more, by name on the wire. */
    public static Map<String, Executor> with(List<Executor> more) {
        return Stream.concat(ALL.stream(), more.stream())
                .collect(Collectors.toUnmodifiableMap(Executor::type, Function.identity()));
    }
}
