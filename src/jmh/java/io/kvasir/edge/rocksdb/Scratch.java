package io.kvasir.edge.rocksdb;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * A directory that is deleted at the end, under {@code kvasir.microbench.directory}, which decides
 * what disk is measured, or where temporary files are.
 */
final class Scratch implements AutoCloseable {
  private final Path directory;

  private Scratch(Path directory) {
    this.directory = directory;
  }

  static Scratch create() throws IOException {
    String under =
        System.getProperty("kvasir.microbench.directory", System.getProperty("java.io.tmpdir"));
    return new Scratch(Files.createTempDirectory(Path.of(under), "kvasir-microbench"));
  }

  Path path() {
    return directory;
  }

  @Override
  public void close() {
    try (Stream<Path> paths = Files.walk(directory)) {
      List<Path> deepestFirst = paths.sorted(Comparator.reverseOrder()).toList();
      for (Path path : deepestFirst) {
        Files.delete(path);
      }
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
  }
}
