package dev.muster.agent.link;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import dev.muster.agent.command.CommandRunner;
import dev.muster.agent.store.CheckInLedger.Pending;
import dev.muster.protocol.Backoff;
import dev.muster.protocol.CheckInReply;
import dev.muster.protocol.CommandResult;
import dev.muster.protocol.DeviceMessage;
import dev.muster.protocol.Json;
import dev.muster.protocol.Limits;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Future;
import java.util.logging.Logger;

/**
 * Gets in touch by signed check-ins: each is written down before it leaves and repeated letter by letter until a signed
 * answer is in. Unsigned answers change nothing. Only used on the loop.
 */
final class CheckInLink {

    private static final String PATH = "/api/v1/device/checkin";
    private static final Duration SOON = Duration.ofMillis(200);
    private static final Duration DISABLED = Duration.ofSeconds(30);
    private static final int LONGEST_PAUSE_SEC = 24 * 3600;

    /** How long anybody on the way may keep this device silent by an answer that is not signed. */
    private static final int LONGEST_UNSIGNED_SEC = 600;

    private static final int BODY_BYTES = Limits.CHECKIN_BYTES - 8 * 1024;
    private static final int RESULT_ROOM = 3;

    private final Links.Parts parts;
    private final Loop loop;
    private final Logger log;
    private final Enroller enroller;
    private final SignedHttp http;
    private final Backoff backoff;
    private final FailureLog failures;
    private final List<UUID> acknowledgements = new ArrayList<>();
    private CommandRunner commands;
    private Future<?> next;
    private boolean active;
    private boolean underWay;
    private boolean hurry;
    private boolean heard;
    private int eventLimit = Limits.EVENTS;
    private long notBefore = System.nanoTime();

    CheckInLink(Links.Parts parts, Enroller enroller, SignedHttp http) {
        this.parts = parts;
        this.loop = parts.loop();
        this.log = parts.log();
        this.enroller = enroller;
        this.http = http;
        this.backoff = new Backoff(parts.random());
        this.failures = new FailureLog(log, "No check-in at " + parts.server());
    }

    void serve(CommandRunner runner) {
        this.commands = runner;
    }

    void start() {
        if (!active) {
            active = true;
            log.info("Checking in at factory server " + parts.server());
            enroll();
        }
    }

    void stop() {
        active = false;
        heard = false;
        if (next != null) {
            next.cancel(false);
        }
    }

    /** Whether the last check-in was answered. */
    boolean isHeard() {
        return active && heard;
    }

    /** There is something the server waits for. */
    void hurry() {
        if (active && underWay) {
            hurry = true;
        } else if (active && heard) {
            after(SOON);
        }
    }

    void reply(DeviceMessage message) {
        if (message instanceof DeviceMessage.CommandAck ack && active) {
            acknowledgements.add(ack.id());
        }
        if (message instanceof CommandResult result) {
            acknowledgements.remove(result.id());
            hurry();
        }
    }

    private void enroll() {
        if (!active) {
            return;
        }
        enroller.ensure()
                .whenCompleteAsync(
                        (identity, e) -> {
                            if (e == null) {
                                commands.takeUp();
                                after(Duration.ZERO);
                            } else {
                                failures.failed("no identity: " + Enroller.plain(e));
                                var least = Enroller.cause(e) instanceof Enroller.Refused refused
                                        ? refused.patience()
                                        : Duration.ZERO;
                                next = loop.after(least.plus(backoff.next()), this::enroll);
                            }
                        },
                        loop);
    }

    private void after(Duration delay) {
        if (next != null) {
            next.cancel(false);
        }
        if (active) {
            var asked = Duration.ofNanos(notBefore - System.nanoTime());
            next = loop.after(delay.compareTo(asked) < 0 ? asked : delay, this::checkIn);
        }
    }

    private void checkIn() {
        if (!active || underWay) {
            return;
        }
        underWay = true;
        hurry = false;
        var pending = parts.ledger().pending().orElseGet(this::compose);
        var identity = enroller.current();
        var sent = System.nanoTime();
        http.checkIn(PATH, pending.body(), parts.framing(), identity.keyId(), identity.key())
                .whenCompleteAsync(
                        (answer, e) -> {
                            underWay = false;
                            if (e == null && answer.signed()) {
                                parts.reporter().sent();
                            } else {
                                parts.reporter().failed();
                            }
                            if (e != null) {
                                retry(backoff.next(), Enroller.plain(e));
                            } else {
                                parts.reporter()
                                        .roundTrip(Duration.ofNanos(System.nanoTime() - sent)
                                                .toMillis());
                                answered(pending, answer);
                            }
                        },
                        loop);
    }

    private void answered(Pending pending, SignedHttp.Answer answer) {
        if (!answer.signed()) {
            retry(
                    atLeast(Math.min(answer.retryAfterSec(), LONGEST_UNSIGNED_SEC)),
                    "the answer " + answer.status() + " is not signed and is not believed");
            return;
        }
        switch (answer.status()) {
            case 200 -> accepted(pending, answer);
            case 403 -> retry(DISABLED, "the server lets this device in later: " + code(answer));
            case 413, 422 -> tooMuch(pending, answer);
            case 401 -> refusedOnce(answer);
            default -> retry(atLeast(answer.retryAfterSec()), "the server answered " + answer.status());
        }
    }

    private void accepted(Pending pending, SignedHttp.Answer answer) {
        CheckInReply reply;
        try {
            reply = Json.read(answer.text(), CheckInReply.class);
        } catch (JsonProcessingException e) {
            retry(backoff.next(), "the answer was not understood: " + e.getOriginalMessage());
            return;
        }
        parts.outbox().acknowledge(pending.upTo());
        pending.results().forEach(parts.journal()::delivered);
        parts.ledger().done();
        backoff.reset();
        if (failures.worked() || !heard) {
            log.info("Checked in at " + parts.server());
        }
        if (!heard) {
            heard = active;
            parts.reporter().connected();
        }
        enroller.confirmed();
        eventLimit = Math.min(Limits.EVENTS, eventLimit * 2);
        if (reply.commands() != null) {
            reply.commands().forEach(commands::accept);
        }
        var pause = Duration.ofSeconds(Math.max(1, Math.min(reply.nextCheckinSec(), LONGEST_PAUSE_SEC)));
        var backlog = parts.outbox().hasMoreThan(Limits.EVENTS);
        after(backlog || hurry || !parts.journal().undelivered().isEmpty() ? SOON : pause);
    }

    /** The server will never take this one; what is in it goes into smaller ones. */
    private void tooMuch(Pending pending, SignedHttp.Answer answer) {
        parts.ledger().done();
        if (eventLimit == 1 && pending.upTo() > 0) {
            parts.outbox().refuse(pending.upTo());
        }
        eventLimit = Math.max(1, eventLimit / 8);
        retry(SOON, "the server answered " + answer.status() + ": sending less at a time");
    }

    /** Signed: the clock has been put right by now, and the next try has a fresh nonce. */
    private void refusedOnce(SignedHttp.Answer answer) {
        var skew = answer.text().contains("clock-skew");
        retry(skew ? SOON : backoff.next(), skew ? "this clock is wrong; using the server's" : "refused as a replay");
    }

    private static String code(SignedHttp.Answer answer) {
        try {
            return Json.mapper().readTree(answer.body()).path("code").asText();
        } catch (IOException e) {
            return "no reason given";
        }
    }

    private void retry(Duration delay, String why) {
        failures.failed(why);
        after(delay);
    }

    /** Retry-After holds for what is urgent too: nothing leaves before. */
    private Duration atLeast(int seconds) {
        if (seconds == 0) {
            return backoff.next();
        }
        var asked = Duration.ofSeconds(Math.min(seconds, LONGEST_PAUSE_SEC));
        notBefore = System.nanoTime() + asked.toNanos();
        return asked;
    }

    private Pending compose() {
        var events = new ArrayList<JsonNode>();
        acknowledgements.forEach(id -> events.add(Json.tree(new DeviceMessage.CommandAck(id))));
        acknowledgements.clear();
        var results = parts.journal().undelivered().stream().limit(RESULT_ROOM).toList();
        var secret = enroller.current();
        results.forEach(result -> events.add(Json.tree(result.signedBy(secret.deviceId(), secret.key()))));
        var room = BODY_BYTES - Json.write(events).length() * 2;
        var entries = parts.outbox().after(0, Math.max(1, eventLimit - events.size()), Math.max(1024, room));
        var upTo = 0L;
        for (var entry : entries) {
            events.add(read(entry.body()));
            upTo = entry.seq();
        }
        parts.outbox().sending(upTo);
        return parts.ledger()
                .begin(
                        seq -> Json.write(parts.reporter().checkIn(seq, events)),
                        upTo,
                        results.stream().map(CommandResult::id).toList());
    }

    private static JsonNode read(String body) {
        try {
            return Json.read(body, JsonNode.class);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("the queue holds an event that is no JSON", e);
        }
    }
}
