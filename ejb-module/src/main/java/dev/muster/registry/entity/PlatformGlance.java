package dev.muster.registry.entity;

import java.util.Map;

/**
 * The whole installation in numbers.
 *
 * @param orgs by slug the devices by {@link Liveness}'s words; an org without devices is not there
 * @param unclaimed devices that wait in the pool
 * @param conflicts ids that are claimed twice
 */
public record PlatformGlance(Map<String, Map<String, Long>> orgs, long unclaimed, long conflicts) {}
