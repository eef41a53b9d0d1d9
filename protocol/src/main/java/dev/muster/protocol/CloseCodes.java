package dev.muster.protocol;

/** Close codes of {@code /ws/device} and {@code /ws/dashboard} (sections 6 to 8). */
public final class CloseCodes {

    /** A message that cannot be understood, or a frame that does not verify. */
    public static final int BAD_MESSAGE = 4400;

    /** No valid credential within {@link Limits#AUTH_SEC}, or it was revoked. */
    public static final int UNAUTHENTICATED = 4401;

    /** The device is disabled, or the user may not see anything here. */
    public static final int FORBIDDEN = 4403;

    /** A newer socket of the same device took over. */
    public static final int REPLACED = 4409;

    /** Overload; the reason holds {@code {"retryAfterMs": n}}. */
    public static final int OVERLOAD = 4429;

    /** Planned restart; the reason holds {@code {"retryAfterMs": n}}, the reconnect slot. */
    public static final int RESTART = 1012;

    private CloseCodes() {}
}
