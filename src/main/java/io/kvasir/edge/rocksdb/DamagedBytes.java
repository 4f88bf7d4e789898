package io.kvasir.edge.rocksdb;

/** Stored bytes that no codec of this store wrote. */
final class DamagedBytes extends Exception {
  private static final long serialVersionUID = 1;

  private final String detail;

  DamagedBytes(String detail) {
    super(detail);
    this.detail = detail;
  }

  String detail() {
    return detail;
  }
}
