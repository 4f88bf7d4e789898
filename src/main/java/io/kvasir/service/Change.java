package io.kvasir.service;

import io.kvasir.core.bucket.Key;
import io.kvasir.core.bytes.Bytes;
import java.util.Optional;

/**
 * What became of a key.
 *
 * @param content what stands there now; empty when it was deleted, or its time was up
 * @param revision of the shard that did it; empty in convergent buckets
 * @param position of the stream behind this change: it goes on there without it
 */
public record Change(Key key, Optional<Content> content, Optional<Long> revision, Bytes position) {}
