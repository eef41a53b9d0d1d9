package dev.muster.registry.entity;

import dev.muster.platform.Refusal;
import dev.muster.protocol.Limits;
import dev.muster.protocol.crypto.RequestSignature;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.Optional;

/**
 * The replay window of one device: the highest nonce and which of the 1,024 below it were used (section 3). A value of
 * 136 bytes at most, whatever the traffic; a nonce is accepted once, on whatever node.
 *
 * @param high the highest nonce accepted; -1 before the first
 * @param seen bit {@code i} tells whether {@code high - 1 - i} was used; empty for none
 */
public record ReplayWindow(long high, byte[] seen) {

    public static final int SIZE = 1_024;
    private static final int WORDS = SIZE / Long.SIZE;

    /**
     * The window after a request that is neither old nor a repeat.
     *
     * @throws Refusal 401 {@code clock-skew}, then 401 {@code replay}
     */
    public ReplayWindow after(RequestSignature signature) {
        requireTimely(signature);
        return accept(signature.nonce()).orElseThrow(() -> Refusal.of(401, "replay", "this nonce was used before"));
    }

    /** @throws Refusal 401 {@code clock-skew} */
    public static void requireTimely(RequestSignature signature) {
        if (Math.abs(Instant.now().getEpochSecond() - signature.created()) > Limits.CLOCK_SKEW_SEC) {
            throw Refusal.of(
                    401,
                    "clock-skew",
                    "created is more than " + Limits.CLOCK_SKEW_SEC + " s off; the server's time is in this answer");
        }
    }

    /** The window after this nonce; empty where it was used before or is too old to tell. */
    public Optional<ReplayWindow> accept(long nonce) {
        if (nonce < 0) {
            return Optional.empty();
        }
        return nonce > high ? Optional.of(forward(nonce)) : backward(nonce);
    }

    private ReplayWindow forward(long nonce) {
        var distance = nonce - high;
        var words = words();
        var moved = distance > SIZE ? new long[WORDS] : shifted(words, (int) distance);
        if (high >= 0 && distance <= SIZE) {
            set(moved, (int) distance - 1);
        }
        return new ReplayWindow(nonce, bytes(moved));
    }

    private Optional<ReplayWindow> backward(long nonce) {
        var distance = high - nonce;
        if (distance == 0 || distance > SIZE) {
            return Optional.empty();
        }
        var words = words();
        var bit = (int) distance - 1;
        if ((words[bit / Long.SIZE] & (1L << (bit % Long.SIZE))) != 0) {
            return Optional.empty();
        }
        set(words, bit);
        return Optional.of(new ReplayWindow(high, bytes(words)));
    }

    /** Every bit moves up by {@code by}; what leaves the window is forgotten. */
    private static long[] shifted(long[] words, int by) {
        var out = new long[WORDS];
        var whole = by / Long.SIZE;
        var rest = by % Long.SIZE;
        for (var i = WORDS - 1; i >= whole; i--) {
            out[i] = words[i - whole] << rest;
            if (rest > 0 && i > whole) {
                out[i] |= words[i - whole - 1] >>> (Long.SIZE - rest);
            }
        }
        return out;
    }

    private static void set(long[] words, int bit) {
        words[bit / Long.SIZE] |= 1L << (bit % Long.SIZE);
    }

    private long[] words() {
        var words = new long[WORDS];
        if (seen.length == SIZE / Byte.SIZE) {
            ByteBuffer.wrap(seen).asLongBuffer().get(words);
        }
        return words;
    }

    private static byte[] bytes(long[] words) {
        var buffer = ByteBuffer.allocate(SIZE / Byte.SIZE);
        buffer.asLongBuffer().put(words);
        return buffer.array();
    }
}
