package dev.muster.cli.tenancy;

/** What a value names. Values of all but the last three belong to an org, and so can be somebody else's. */
enum Kind {
    DEVICE,
    COMMAND,
    FLEET,
    FLEET_SLUG,
    SITE,
    SITE_SLUG,
    GROUP,
    GROUP_SLUG,
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
    /** A word of a list that is no list of devices. */
    WORD,
    READING_KEY,
    CURSOR,
    /** Keys that a list is sorted by. */
    SORT,
    /** The version that a write expects. */
    VERSION,
    IDEMPOTENCY,
    /** Nobody's: a text, a number, a time. */
    PLAIN
}
