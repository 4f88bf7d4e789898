package io.kvasir.cluster;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a JVM learns of the packaged application in one life, in a file beside it, so that nodes
 * start in half the time (JEP 483, JEP 514). Made once for each build; without it, and whenever the
 * JVM does not accept it, nodes start as they are.
 */
final class StartCache {
  private static final List<String> OFTEN =
      List.of("/status", "/admin/members", "/admin/groups", "/admin/ring", "/metrics", "/buckets");

  private static boolean tried;

  private StartCache() {}

  /** The cache of an application, made at the first call if there is none of this build. */
  static synchronized Optional<Path> of(Path jar) {
    Path cache = jar.resolveSibling("kvasir.aot");
    if (!tried) {
      tried = true;
      make(jar, cache);
    }
    return Optional.of(cache).filter(Files::exists);
  }

  @SuppressWarnings("SystemOut") // why nodes start slowly
  private static void make(Path jar, Path cache) {
    try {
      if (!isOf(jar, cache)) {
        Files.deleteIfExists(cache);
        learn(jar, cache);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (IllegalStateException e) {
      System.out.println("nodes start without a cache: " + e.getMessage());
    }
  }

  private static boolean isOf(Path jar, Path cache) throws IOException {
    return Files.exists(cache)
        && Files.getLastModifiedTime(cache).compareTo(Files.getLastModifiedTime(jar)) > 0;
  }

  /** One node lives for a moment and is used a little; the JVM writes the file when it ends. */
  private static void learn(Path jar, Path cache) throws IOException {
    Path folder = Files.createTempDirectory(jar.toAbsolutePath().getParent(), "learning-");
    NodeProcess node =
        NodeProcess.start(
            folder, Map.of("kvasir.bus.port", "0"), List.of("-XX:AOTCacheOutput=" + cache));
    try (node) {
      Client client = new Client(node.base());
      client.createBucket(Map.of("name", "b", "type", "lww", "consistency", "eventual"));
      client.put("b", "k", "v");
      client.get("b", "k", 1);
      OFTEN.forEach(client::get);
    }
    Folders.delete(folder);
  }
}
