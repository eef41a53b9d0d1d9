package dev.muster.platform;

/**
 * Whom a transaction acts for; the row-level security policies read it. Nothing set means nothing seen. The first
 * parameter of a boundary method that touches tenant data is a scope, and {@link ScopeInterceptor} hands it to the
 * database.
 */
public interface Scope {

    /** Nothing is seen but what has no owner. */
    Scope NOBODY = new Fixed(null, null, null, null, false, false);

    /** The org whose rows are visible; null for none. */
    default Long orgId() {
        return null;
    }

    /** The person whose own memberships are visible; null for none. */
    default Long personId() {
        return null;
    }

    /** The device whose own rows are visible; null for none. */
    default String deviceId() {
        return null;
    }

    /** Hex SHA-256 of the enrollment key whose row is visible; null for none. */
    default String enrollmentKeyHash() {
        return null;
    }

    /** Whether the list of orgs and the unclaimed pool are visible. */
    default boolean platform() {
        return false;
    }

    /** Whether all of the org is visible; without it, only the devices of the person's fleets and what hangs on them. */
    default boolean wide() {
        return false;
    }

    /** A device at its door: its own rows only, whoever owns it. */
    static Scope ofDevice(String deviceId) {
        return new Fixed(null, null, deviceId, null, false, false);
    }

    /** An org, for work that no person asked for. */
    static Scope ofOrg(long orgId) {
        return new Fixed(orgId, null, null, null, false, true);
    }

    /** A person before an org is chosen. */
    static Scope ofPerson(long personId) {
        return new Fixed(null, personId, null, null, false, false);
    }

    /** The row of one enrollment key. */
    static Scope ofEnrollmentKey(String hexHash) {
        return new Fixed(null, null, null, hexHash, false, false);
    }

    /** A device that enrolls into an org: its own rows there. */
    static Scope ofNewDevice(long orgId, String deviceId) {
        return new Fixed(orgId, null, deviceId, null, false, false);
    }

    /** The list of orgs and the unclaimed pool. */
    static Scope ofPlatform() {
        return new Fixed(null, null, null, null, true, false);
    }

    record Fixed(Long orgId, Long personId, String deviceId, String enrollmentKeyHash, boolean platform, boolean wide)
            implements Scope {}
}
