package dev.muster.platform;

/** What a person may do in an org, weakest first. */
public enum Role {
    VIEWER,
    OPERATOR,
    MANAGER,
    ADMIN;

    public boolean covers(Role needed) {
        return compareTo(needed) >= 0;
    }
}
