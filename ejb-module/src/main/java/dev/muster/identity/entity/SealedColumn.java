package dev.muster.identity.entity;

/** A column with sealed values. */
public record SealedColumn(String table, String column) {}
