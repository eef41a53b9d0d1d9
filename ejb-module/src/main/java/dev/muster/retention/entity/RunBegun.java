package dev.muster.retention.entity;

/** A run was begun and waits for a node. */
public record RunBegun() {}
