package dev.muster.identity.entity;

/** What somebody showed beside their password. */
public enum Factor {
    NONE,
    TOTP,
    RECOVERY_CODE
}
