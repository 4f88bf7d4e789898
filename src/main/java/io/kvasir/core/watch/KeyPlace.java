package io.kvasir.core.watch;

import io.kvasir.core.bucket.Key;
import io.kvasir.core.ring.PartitionId;

/** A key of the bucket, and where it lies. */
public record KeyPlace(PartitionId partition, Key key) {}
