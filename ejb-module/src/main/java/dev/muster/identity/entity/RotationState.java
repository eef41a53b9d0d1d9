package dev.muster.identity.entity;

import java.util.List;

/**
 * How far the move to the newest key-encryption key is; ids in hex.
 *
 * @param former keys in use beside the newest; none where no rotation is under way
 * @param left values still under those
 * @param ours whether this server seals under the newest one, and so moves them
 */
public record RotationState(String newest, List<String> former, long left, boolean ours) {}
