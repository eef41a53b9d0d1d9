package dev.muster.retention.entity;

/** What one transaction of a run did: a partition dropped, or some rows of one deleted. */
public record Step(String parent, long partitions, long rows) {}
