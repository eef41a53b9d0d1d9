package dev.muster.identity.entity;

/**
 * A sealed value in its row.
 *
 * @param place of the row, good within the transaction that locked it
 * @param purpose what was authenticated with it
 */
public record SealedValue(String place, String purpose, byte[] sealed) {}
