package dev.muster.platform;

/**
 * Whom a transaction acts for; the row-level security policies read it. Nothing set means nothing seen. The first
 * parameter of a boundary method that touches tenant data is a scope, and {@link ScopeInterceptor} hands it to the
 * database.
 */
public interface Scope {

    /** Nothing is seen but what has no owner. */
    Scope NOBODY = new Fixed(null, null, null, null, null, false, false, false);

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

    /** The e-mail address that somebody shows at a door: the account behind it is visible; null for none. */
    default String emailAtDoor() {
        return null;
    }

    /** Whether it is work of the installation itself: guesses counted, links and letters on their way. */
    default boolean installation() {
        return false;
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
        return new Fixed(null, null, deviceId, null, null, false, false, false);
    }

    /** A device that a broker names, and the list of orgs: whether it is of the one that the broker names. */
    static Scope ofBroker(String deviceId) {
        return new Fixed(null, null, deviceId, null, null, false, true, false);
    }

    /** An org, for work that no person asked for. */
    static Scope ofOrg(long orgId) {
        return new Fixed(orgId, null, null, null, null, false, false, true);
    }

    /** A person before an org is chosen. */
    static Scope ofPerson(long personId) {
        return new Fixed(null, personId, null, null, null, false, false, false);
    }

    /** Whoever has that e-mail address, at a door; their guesses are counted there. */
    static Scope ofEmail(String email) {
        return new Fixed(null, null, null, null, email, true, false, false);
    }

    /** What the installation does for nobody in particular. */
    static Scope ofInstallation() {
        return new Fixed(null, null, null, null, null, true, false, false);
    }

    /** A person in an org, no wider than their fleets and what is their own. */
    static Scope ofMember(long orgId, long personId) {
        return new Fixed(orgId, personId, null, null, null, false, false, false);
    }

    /** The row of one enrollment key. */
    static Scope ofEnrollmentKey(String hexHash) {
        return new Fixed(null, null, null, hexHash, null, false, false, false);
    }

    /** A device that enrolls into an org: its own rows there. */
    static Scope ofNewDevice(long orgId, String deviceId) {
        return new Fixed(orgId, null, deviceId, null, null, false, false, false);
    }

    /** The list of orgs and the unclaimed pool. */
    static Scope ofPlatform() {
        return new Fixed(null, null, null, null, null, false, true, false);
    }

    record Fixed(
            Long orgId,
            Long personId,
            String deviceId,
            String enrollmentKeyHash,
            String emailAtDoor,
            boolean installation,
            boolean platform,
            boolean wide)
            implements Scope {}
}
