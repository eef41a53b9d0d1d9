package dev.muster.identity.entity;

import java.util.List;
import java.util.Optional;

/**
 * What a start told the database about key-encryption keys, by their ids in hex.
 *
 * @param begun the key that values are moved to from now on, where others were in use before
 * @param former those others
 * @param finished keys that were not there any more, and that nothing was under
 */
public record KekChange(Optional<String> begun, List<String> former, List<String> finished) {}
