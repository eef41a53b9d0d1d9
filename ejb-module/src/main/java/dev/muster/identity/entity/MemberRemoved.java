package dev.muster.identity.entity;

import dev.muster.platform.Caller;

/** Somebody was taken out of the caller's org, in this transaction; components forget there what was theirs alone. */
public record MemberRemoved(Caller by, long personId) {}
