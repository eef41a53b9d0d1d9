package dev.muster.testbed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.muster.platform.Refusal;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;

/** The refusal that a call ends with. */
public final class Refused {

    private Refused() {}

    public static Refusal by(ThrowingCallable call) {
        var thrown = catchThrowable(call);
        assertThat(thrown).isInstanceOf(Refusal.class);
        return (Refusal) thrown;
    }

    /** Its status and code; "none" where the call goes through. */
    public static String orNone(ThrowingCallable call) {
        var thrown = catchThrowable(call);
        if (thrown == null) {
            return "none";
        }
        return thrown instanceof Refusal refusal ? refusal.status() + " " + refusal.code() : thrown.toString();
    }

    /** Its status and code, e.g. {@code 404 not-found}. */
    public static String with(ThrowingCallable call) {
        var refusal = by(call);
        return refusal.status() + " " + refusal.code();
    }
}
