package dev.muster.agent.command;

import dev.muster.agent.store.CommandJournal;
import dev.muster.protocol.CommandResult;
import dev.muster.protocol.DeviceMessage;
import dev.muster.protocol.WireCommand;
import dev.muster.protocol.command.CommandType;
import dev.muster.protocol.command.CommandTypes;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * Runs each command at most once. The journal has it before it is acknowledged and its result before that is sent; a
 * command seen before is answered from the journal. One that was under way when the agent died is run again only where
 * that does no harm, else it is reported as interrupted.
 */
public final class CommandRunner implements AutoCloseable {

    private final CommandJournal journal;
    private final Map<String, Executor> executors;
    private final Device device;
    private final Signer signer;
    private final Consumer<DeviceMessage> replies;
    private final Clock clock;
    private final Logger log;
    private final Set<UUID> underWay = ConcurrentHashMap.newKeySet();
    private final ThreadPoolExecutor worker;
    private boolean tookUp;

    /** Puts this device's signature on a result. */
    public interface Signer {
        CommandResult sign(CommandResult result);
    }

    /** @param replies takes acknowledgements and results on whatever thread they are ready */
    public CommandRunner(
            CommandJournal journal,
            Map<String, Executor> executors,
            Device device,
            Signer signer,
            Consumer<DeviceMessage> replies,
            Clock clock,
            Logger log) {
        this.journal = journal;
        this.executors = executors;
        this.device = device;
        this.signer = signer;
        this.replies = replies;
        this.clock = clock;
        this.log = log;
        this.worker = new ThreadPoolExecutor(1, 1, 5, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), task -> {
            var thread = new Thread(task, "muster-command");
            thread.setDaemon(true);
            return thread;
        });
        worker.allowCoreThreadTimeOut(true);
    }

    /** Takes up what an earlier run of the agent left; the first call does it. */
    public void takeUp() {
        if (tookUp) {
            return;
        }
        tookUp = true;
        for (var left : journal.unfinished()) {
            var command = left.command();
            if (left.startedAt() == null || isRepeatable(command.type())) {
                run(command);
            } else {
                finish(
                        command,
                        left.startedAt(),
                        Outcome.failed("interrupted: the agent was stopped while this ran; what it did is unknown"));
            }
        }
    }

    /** Sends the results again that the server is not known to have. */
    public void repeatResults() {
        journal.undelivered().forEach(result -> replies.accept(signer.sign(result)));
    }

    /** A command from the server, perhaps not for the first time. */
    public void accept(WireCommand command) {
        var known = journal.find(command.id());
        if (known.isPresent() && known.get().result() != null) {
            replies.accept(signer.sign(known.get().result()));
            return;
        }
        if (known.isEmpty()) {
            journal.received(command);
            log.info("command " + command.type() + " " + command.id());
        }
        replies.accept(new DeviceMessage.CommandAck(command.id()));
        if (!underWay.contains(command.id())) {
            run(command);
        }
    }

    /** Waits a moment for the command under way; what is not done by then is taken up at the next start. */
    public void close(Duration patience) {
        worker.shutdown();
        try {
            if (!worker.awaitTermination(patience.toMillis(), TimeUnit.MILLISECONDS)) {
                worker.shutdownNow();
            }
        } catch (InterruptedException e) {
            worker.shutdownNow();
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        close(Duration.ofMillis(500));
    }

    private void run(WireCommand command) {
        if (!underWay.add(command.id())) {
            return;
        }
        try {
            worker.execute(() -> {
                try {
                    execute(command);
                } catch (RuntimeException e) {
                    log.log(Level.SEVERE, "command " + command.id() + " could not be written down", e);
                } finally {
                    underWay.remove(command.id());
                }
            });
        } catch (RejectedExecutionException closing) {
            underWay.remove(command.id());
        }
    }

    private void execute(WireCommand command) {
        if (command.expiresAt() != null && command.expiresAt().isBefore(clock.instant())) {
            finish(command, null, Outcome.failed("expired before it could run"));
            return;
        }
        var startedAt = journal.started(command.id());
        try {
            finish(command, startedAt, outcome(command));
        } catch (InterruptedException stopping) {
            Thread.currentThread().interrupt();
        }
    }

    private Outcome outcome(WireCommand command) throws InterruptedException {
        var executor = executors.get(command.type());
        if (executor == null) {
            return Outcome.failed("this agent does not know the command " + command.type());
        }
        try {
            return executor.run(command.args(), device);
        } catch (InterruptedException stopping) {
            throw stopping;
        } catch (Exception e) {
            log.log(Level.WARNING, "command " + command.type() + " failed: " + e);
            return Outcome.failed(e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage());
        }
    }

    private void finish(WireCommand command, Instant startedAt, Outcome outcome) {
        var result = signer.sign(new CommandResult(
                command.id(),
                outcome.success(),
                Output.fit(outcome.output()),
                outcome.exitCode(),
                startedAt == null ? null : startedAt.truncatedTo(ChronoUnit.MILLIS),
                clock.instant().truncatedTo(ChronoUnit.MILLIS),
                null));
        journal.finished(result);
        replies.accept(result);
    }

    private static boolean isRepeatable(String type) {
        return CommandTypes.named(type).map(CommandType::repeatable).orElse(false);
    }
}
