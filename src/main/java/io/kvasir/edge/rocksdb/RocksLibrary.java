package io.kvasir.edge.rocksdb;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.rocksdb.RocksDB;
import org.rocksdb.util.Environment;

/**
 * RocksDB's native library.
 *
 * <p>It lies beside the program in a native image and is loaded from there. A JVM has it in
 * RocksDB's jar, which unpacks it to a temporary folder. Load it before the first object of RocksDB
 * is made.
 */
public final class RocksLibrary {
  private RocksLibrary() {}

  /**
   * Loads the library; does nothing when it is loaded already.
   *
   * @throws UnsatisfiedLinkError when it is neither beside the program nor in RocksDB's jar
   */
  public static void load() {
    Optional<Path> folder = programFolder().filter(RocksLibrary::holdsLibrary);
    if (folder.isPresent()) {
      RocksDB.loadLibrary(List.of(folder.get().toString()));
    } else {
      unpack();
    }
  }

  private static void unpack() {
    try {
      RocksDB.loadLibrary();
    } catch (RuntimeException e) {
      UnsatisfiedLinkError error =
          new UnsatisfiedLinkError(fileName() + " must lie beside the program " + program());
      error.initCause(e);
      throw error;
    }
  }

  private static boolean holdsLibrary(Path folder) {
    return Files.isReadable(folder.resolve(fileName()));
  }

  private static String fileName() {
    return Environment.getJniLibraryFileName("rocksdbjni");
  }

  private static Optional<Path> programFolder() {
    return program().map(Path::getParent);
  }

  private static Optional<Path> program() {
    return ProcessHandle.current().info().command().map(Path::of);
  }
}
