package io.kvasir.service;

import io.kvasir.core.bucket.Key;
import java.util.Optional;

/**
 * A page of the keys of one shard.
 *
 * @param last up to which all keys are in it, if it does not go to the end of the range
 */
public record ShardPage(ShardReading reading, Optional<Key> last) {}
