package dev.muster.cli.tenancy;

/** What a value names. Values of all but the last three belong to an org, and so can be somebody else's. */
enum Kind {
    DEVICE,
    COMMAND,
    FLEET,
    SITE,
    SITE_SLUG,
    GROUP,
    VIEW,
    ENROLLMENT_KEY,
    FACTORY_KEY,
    PROVISION_TOKEN,
    USER,
    EMAIL,
    ACTOR,
    ORG,
    SESSION,
    SIGNING_KEY,
    API_KEY,
    SEARCH,
    READING_KEY,
    CURSOR,
    /** The version that a write expects. */
    VERSION,
    IDEMPOTENCY,
    /** Nobody's: a text, a number, a time. */
    PLAIN
}
