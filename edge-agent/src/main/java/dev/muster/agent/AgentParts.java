package dev.muster.agent;

import dev.muster.agent.command.Executor;
import java.net.http.HttpClient;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;

/**
 * What an agent is made with beside its configuration: the places where tests put their own.
 *
 * @param clock the time of day, which may jump
 * @param nanos grows steadily, and judges how old things are
 */
record AgentParts(
        Clock clock,
        LongSupplier nanos,
        RandomGenerator random,
        HttpClient http,
        List<Executor> moreExecutors,
        Duration standIn) {

    /** How long the socket may be away before check-ins stand in for it. */
    private static final Duration STAND_IN = Duration.ofSeconds(60);

    private static final Duration CONNECT = Duration.ofSeconds(10);

    static AgentParts usual() {
        return new AgentParts(Clock.systemUTC(), System::nanoTime, new Random(), Shared.HTTP, List.of(), STAND_IN);
    }

    AgentParts with(List<Executor> executors) {
        return new AgentParts(clock, nanos, random, http, executors, standIn);
    }

    /**
     * One client for all agents of this process: its threads serve them together. HTTP/1.1, because an upgrade to
     * HTTP/2 on each plain request only costs.
     */
    private static final class Shared {
        static final HttpClient HTTP = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .connectTimeout(CONNECT)
                .followRedirects(HttpClient.Redirect.NEVER)
                .build();
    }
}
