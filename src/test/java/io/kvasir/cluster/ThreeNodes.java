package io.kvasir.cluster;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/**
 * Gives tests one cluster of three nodes, all of which run and reach one another when it is handed
 * out. It is started for the first test that asks and ends with the last of the whole run, so tests
 * take buckets or keys of their own, and leave neither members nor settings behind.
 */
public final class ThreeNodes implements ParameterResolver {
  /** All listeners that a node may have are open. */
  private static final Map<String, String> DIALECTS =
      Map.of(
          "kvasir.dialect.commute.port", "0",
          "kvasir.dialect.vaultdb.port", "0",
          "kvasir.dialect.conuredb.port", "0",
          "kvasir.dialect.orchiddb.port", "0");

  private static final ExtensionContext.Namespace NAMESPACE =
      ExtensionContext.Namespace.create(ThreeNodes.class);

  @Override
  public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
    return parameter.getParameter().getType() == LocalCluster.class;
  }

  @Override
  public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
    Held held =
        context
            .getRoot()
            .getStore(NAMESPACE)
            .computeIfAbsent(Held.class, key -> Held.start(), Held.class);
    held.cluster().startAll();
    return held.cluster();
  }

  /** The cluster and where it keeps its data, until the run ends. */
  private record Held(Path folder, LocalCluster cluster) implements AutoCloseable {
    static Held start() {
      try {
        Path folder = Files.createTempDirectory("three-nodes");
        return new Held(folder, LocalCluster.start(folder, 3, DIALECTS));
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    @Override
    public void close() {
      cluster.close();
      Folders.delete(folder);
    }
  }
}
