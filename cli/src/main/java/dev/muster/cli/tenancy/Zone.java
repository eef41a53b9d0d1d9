package dev.muster.cli.tenancy;

/** Who inside an org sees a thing: everybody of the org, the members of a fleet, or nobody but those with an org role. */
enum Zone {
    EVERYBODY,
    FLEET_ONE,
    FLEET_TWO,
    REST
}
