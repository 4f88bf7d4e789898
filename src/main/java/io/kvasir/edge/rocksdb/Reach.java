package io.kvasir.edge.rocksdb;

/** What a read may use. */
enum Reach {
  /** Only memory, and a few rows: short enough for the threads of the engine. */
  CACHE,
  /** Everything. */
  DISK
}
