package io.kvasir.edge.rocksdb;

import org.rocksdb.RocksDB;
import org.rocksdb.util.Environment;

/**
 * RocksDB's native library.
 *
 * <p>A native image has it beside its binary; a JVM may have it in {@code java.library.path}, and
 * else takes it from RocksDB's jar by way of a temporary folder. Load it before the first object of
 * RocksDB is made.
 */
public final class RocksLibrary {
  private RocksLibrary() {}

  /**
   * Loads the library; does nothing when it is loaded already.
   *
   * @throws UnsatisfiedLinkError when it is in none of these places
   */
  public static void load() {
    try {
      RocksDB.loadLibrary();
    } catch (RuntimeException failed) {
      UnsatisfiedLinkError error =
          new UnsatisfiedLinkError(
              Environment.getJniLibraryFileName("rocksdb")
                  + " is neither beside the program nor in java.library.path nor in RocksDB's jar");
      error.initCause(failed);
      throw error;
    }
  }
}
