package dev.muster.protocol;

/** Limits of the wire contract, sections 1, 4 and 6. The server's operational limits are its settings, not here. */
public final class Limits {

    /** Body of a check-in, in bytes. */
    public static final int CHECKIN_BYTES = 256 * 1024;

    /** One text message on the device socket, in bytes. */
    public static final int SOCKET_MESSAGE_BYTES = 64 * 1024;

    /** Readings in one check-in. */
    public static final int READINGS = 1_000;

    /** Values in one reading. */
    public static final int VALUES = 64;

    /** Events in one check-in or batch. */
    public static final int EVENTS = 200;

    /** The name of a free member, in characters. */
    public static final int NAME = 64;

    /** A text value of a reading, in characters. */
    public static final int TEXT_VALUE = 512;

    /** Output of a command, in characters; longer output is cut by the agent and says so. */
    public static final int OUTPUT = 32 * 1024;

    /** A log line or any other single text from a device, in characters. */
    public static final int LINE = 4 * 1024;

    /** How far {@code created} of a signature may be from the server's clock, in seconds. */
    public static final int CLOCK_SKEW_SEC = 300;

    /** How long a new socket may take to authenticate, in seconds. */
    public static final int AUTH_SEC = 5;

    private Limits() {}
}
