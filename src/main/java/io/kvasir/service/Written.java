package io.kvasir.service;

import io.kvasir.core.bucket.DataType;
import io.kvasir.core.time.HybridTimestamp;

/** A write that its quorum holds durably. */
public record Written(DataType type, HybridTimestamp stamp) {}
