package io.kvasir.service;

import io.kvasir.core.bytes.Bytes;
import io.kvasir.core.topology.CatalogueEntry;
import io.kvasir.core.watch.WatchScope;
import io.smallrye.mutiny.Uni;
import java.util.Optional;

/** Where the changes of buckets of one kind come from. From any thread; never blocks. */
public interface ChangeSource {
  /**
   * Begins a stream.
   *
   * @param bucket that exists, and is of this kind
   * @param position where to go on, as a stream of this kind, bucket and scope gave it, on any node
   *     and maybe by another release; empty for now
   * @return fails with {@link Failure.BadCursor} when the position cannot be read, and may fail
   *     with {@link Failure.Compacted}
   */
  Uni<Result<ChangeStream>> open(CatalogueEntry bucket, WatchScope scope, Optional<Bytes> position);
}
