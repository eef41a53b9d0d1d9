package dev.muster.agent.link;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.muster.protocol.Backoff;
import dev.muster.protocol.Json;
import java.net.http.HttpHeaders;
import java.time.Duration;
import java.util.random.RandomGenerator;

/** When to come back (section 6): the server's slot first, else exponential backoff with full jitter. */
final class ReconnectPolicy {

    private static final Duration DISABLED = Duration.ofSeconds(30);
    private static final Duration LONGEST_SLOT = Duration.ofMinutes(10);
    private static final int REFUSALS = 3;

    private final Backoff backoff;
    private final RandomGenerator random;
    private int replaced;
    private int refusals;

    ReconnectPolicy(Backoff backoff, RandomGenerator random) {
        this.backoff = backoff;
        this.random = random;
    }

    /** The connection holds. */
    void proved() {
        backoff.reset();
        replaced = 0;
        refusals = 0;
    }

    Duration afterBreak() {
        return backoff.next();
    }

    Duration afterDisabled() {
        return DISABLED.plusMillis(random.nextInt(3_000));
    }

    /** Two agents with one identity would throw each other out for ever: each waits longer and longer. */
    Duration afterReplaced() {
        replaced = Math.min(replaced + 1, 5);
        return Duration.ofSeconds((10L << replaced) + random.nextInt(10));
    }

    /** The slot in a close reason, {@code {"retryAfterMs": n}}, or the backoff. */
    Duration afterClose(String reason) {
        try {
            var slot = Json.mapper().readTree(reason).path("retryAfterMs");
            if (slot.isIntegralNumber() && slot.longValue() >= 0) {
                return shorter(Duration.ofMillis(Math.min(slot.longValue(), LONGEST_SLOT.toMillis())));
            }
        } catch (JsonProcessingException | IllegalArgumentException plainText) {
            return backoff.next();
        }
        return backoff.next();
    }

    /** A refused handshake may carry Retry-After in seconds. */
    Duration afterHandshake(HttpHeaders headers) {
        var seconds = headers.firstValue("Retry-After").filter(text -> text.matches("\\d{1,6}"));
        return seconds.isPresent() ? shorter(Duration.ofSeconds(Integer.parseInt(seconds.get()))) : backoff.next();
    }

    Duration afterRefusal(Throwable e) {
        var least = Enroller.cause(e) instanceof Enroller.Refused refused ? refused.patience() : Duration.ZERO;
        var next = backoff.next();
        return next.compareTo(least) < 0 ? least.plusMillis(random.nextInt(3_000)) : next;
    }

    /**
     * Whether the handshake has been refused so often that a new token is worth asking for. A single bare refusal may
     * come from a restarting server or a captive portal.
     */
    boolean isTiredOf(int status) {
        refusals = status == 401 || status == 403 ? refusals + 1 : 0;
        if (refusals < REFUSALS) {
            return false;
        }
        refusals = 0;
        return true;
    }

    private static Duration shorter(Duration asked) {
        return asked.compareTo(LONGEST_SLOT) < 0 ? asked : LONGEST_SLOT;
    }
}
