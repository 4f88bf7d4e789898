package io.kvasir.edge.rocksdb;

/** There is nothing to read from, though nothing is wrong with what is stored. */
final class ReadRefused extends Exception {
  private static final long serialVersionUID = 1;

  ReadRefused(String reason) {
    super(reason, null, false, false);
  }
}
