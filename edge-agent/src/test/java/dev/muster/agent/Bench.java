package dev.muster.agent;

import dev.muster.agent.command.Executor;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.random.RandomGenerator;

/** Agents for tests: quick to come back, quiet, closed together. */
final class Bench implements AutoCloseable {

    private static final Logger QUIET = Logger.getLogger("dev.muster.agent");

    private final List<Agent> agents = new ArrayList<>();
    private AgentParts parts = AgentParts.usual();

    Bench() {
        QUIET.setLevel(Level.OFF);
        parts = new AgentParts(parts.clock(), parts.nanos(), new Quick(), parts.http(), List.of(), parts.standIn());
    }

    /** Says what the agents log, for a test that reads it. */
    Bench aloud() {
        QUIET.setLevel(Level.INFO);
        return this;
    }

    Bench knowing(Executor... executors) {
        parts = parts.with(List.of(executors));
        return this;
    }

    Bench at(Clock clock) {
        parts = new AgentParts(
                clock, parts.nanos(), parts.random(), parts.http(), parts.moreExecutors(), parts.standIn());
        return this;
    }

    Bench standingIn(Duration after) {
        parts = new AgentParts(
                parts.clock(), parts.nanos(), parts.random(), parts.http(), parts.moreExecutors(), after);
        return this;
    }

    static AgentConfig config(URI server, String id, Path dir) {
        return AgentConfig.of(server, id, FakeServer.ENROLLMENT_KEY, dir).every(Duration.ofMillis(50));
    }

    Agent start(AgentConfig config) {
        var agent = new Agent(config, parts);
        try {
            agent.start();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
        agents.add(agent);
        return agent;
    }

    @Override
    public void close() {
        agents.forEach(Agent::close);
    }

    /** Full jitter without the wait: tests have no thundering herd. */
    private static final class Quick implements RandomGenerator {
        private final Random random = new Random(1);

        @Override
        public long nextLong() {
            return random.nextLong();
        }

        @Override
        public long nextLong(long bound) {
            return Math.min(bound - 1, 40);
        }
    }
}
