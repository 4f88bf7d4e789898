package io.kvasir.edge.rocksdb;

/** A read needs more than it may use: the disk, or more rows than fit a short stay. */
final class BeyondReach extends Exception {
  private static final long serialVersionUID = 1;

  BeyondReach() {
    super("beyond reach", null, false, false);
  }
}
