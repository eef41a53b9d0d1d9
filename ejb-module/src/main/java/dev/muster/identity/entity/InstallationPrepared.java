package dev.muster.identity.entity;

/**
 * The first start's transaction: keys are open, the default org exists. Components that need rows of their own observe
 * it in the transaction.
 */
public record InstallationPrepared(long defaultOrgId) {}
