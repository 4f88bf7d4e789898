package io.kvasir.edge.rocksdb;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantReadWriteLock;

/** Lets many in while it is open; closes once and when all are out. */
final class Gate {
  /** It is closed. */
  static final class Closed extends Exception {
    private static final long serialVersionUID = 1;

    Closed() {
      super("the store is closed", null, false, false);
    }
  }

  private final ReentrantReadWriteLock lock = new ReentrantReadWriteLock();
  private volatile boolean closed;

  /** Never blocks. Whoever entered must leave. */
  void enter() throws Closed {
    if (closed || !lock.readLock().tryLock()) {
      throw new Closed();
    }
    if (closed) {
      lock.readLock().unlock();
      throw new Closed();
    }
  }

  void leave() {
    lock.readLock().unlock();
  }

  /**
   * Lets nobody in any more, and waits until all are out.
   *
   * @return false when that took longer than {@code timeoutMillis}
   */
  boolean close(long timeoutMillis) throws InterruptedException {
    closed = true;
    boolean empty = lock.writeLock().tryLock(timeoutMillis, TimeUnit.MILLISECONDS);
    if (empty) {
      lock.writeLock().unlock();
    }
    return empty;
  }
}
