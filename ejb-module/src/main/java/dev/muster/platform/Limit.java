package dev.muster.platform;

/**
 * Every limit that turns somebody away, by the name it has in {@code muster_limit_refusals_total}. What each is, its
 * setting and its default stand in {@code docs/operations.md}, held against this list by a test.
 */
public enum Limit {
    DEVICE_RATE,
    DEVICE_SOCKETS,
    DEVICE_SOCKET_RATE,
    DEVICE_MQTT_RATE,
    SOCKETS_UNAUTHENTICATED,
    VIEWS_ANONYMOUS,
    VIEWS_ANONYMOUS_PER_ADDRESS,
    VIEWS_PER_PERSON,
    DEVICE_SEND_QUEUE,
    DEVICE_INBOX,
    INGEST_QUEUE,
    DASHBOARD_SOCKETS,
    DASHBOARD_SOCKETS_PER_PERSON,
    DASHBOARD_SEND_QUEUE,
    POOL_DEVICES,
    POOL_DEVICES_PER_ORG,
    POOL_GIVEN_BACK,
    POOL_RATE,
    ENROLLMENT_WAITING,
    ENROLLMENT_RATE,
    ENROLLMENT_ADMITTED,
    COMMANDS_OPEN,
    ORG_ENTRIES,
    DYNAMIC_GROUPS,
    IDEMPOTENCY_KEYS,
    LOGIN_PARALLEL,
    PROOFS_PARALLEL,
    PROOFS_PER_PERSON,
    LOGIN_TRIES,
    LOGIN_TRIES_PER_ADDRESS,
    CODE_GUESSES,
    OIDC_PARALLEL,
    OIDC_PARALLEL_PER_ADDRESS,
    API_KEYS,
    INVITATIONS,
    RESETS_PER_PERSON,
    RESETS_PER_ADDRESS,
    REQUEST_PARAMETERS,
    CHECKIN_BYTES,
    BODY_BYTES;

    /** The name in metrics and documents, e.g. {@code device-rate}. */
    public String label() {
        return name().toLowerCase(java.util.Locale.ROOT).replace('_', '-');
    }
}
