package dev.muster.identity.entity;

import java.time.Instant;

/** Whether a person's login asks for a code, since when, and how many recovery codes are not used yet. */
public record TotpState(boolean enabled, Instant since, int recoveryCodesLeft) {}
