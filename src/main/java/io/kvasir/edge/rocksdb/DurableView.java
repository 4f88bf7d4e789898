package io.kvasir.edge.rocksdb;

import java.util.concurrent.atomic.AtomicReference;
import org.rocksdb.RocksDB;

/**
 * What of the database is durable. Rows can be read from RocksDB as soon as they are written, which
 * is before they are synced; who must not see a row that a crash could take back reads here.
 */
final class DurableView implements AutoCloseable {
  private final AtomicReference<SharedSnapshot> current;

  /** Takes all that is there now for durable. */
  DurableView(RocksDB rocks) {
    current = new AtomicReference<>(SharedSnapshot.take(rocks));
  }

  /** To be closed by the caller. */
  SharedSnapshot hold() {
    SharedSnapshot view = current.get();
    while (!view.hold()) {
      view = current.get();
    }
    return view;
  }

  /**
   * Shows what is durable from now on.
   *
   * @param durable is closed here
   */
  void show(SharedSnapshot durable) {
    current.getAndSet(durable).close();
  }

  @Override
  public void close() {
    current.get().close();
  }
}
