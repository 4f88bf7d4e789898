package io.kvasir.operator.it;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * The programs that tests against a real API server start: {@code etcd}, {@code kube-apiserver} and
 * {@code kube-controller-manager} in the folder {@code KVASIR_KUBE_BINARIES}, and the node {@code
 * KVASIR_BINARY}.
 */
record Binaries(Path etcd, Path apiServer, Path controllerManager, Path kvasir) {
  private static final String FOLDER = "KVASIR_KUBE_BINARIES";
  private static final String KVASIR = "KVASIR_BINARY";

  /** Why the tests cannot run; empty when they can. */
  static String missing() {
    List<String> missing = new ArrayList<>();
    for (String variable : List.of(FOLDER, KVASIR)) {
      if (System.getenv(variable) == null) {
        missing.add(variable + " is not set");
      }
    }
    if (missing.isEmpty()) {
      Binaries all = find();
      for (Path each : List.of(all.etcd, all.apiServer, all.controllerManager, all.kvasir)) {
        if (!Files.isExecutable(each)) {
          missing.add(each + " cannot be executed");
        }
      }
    }
    return String.join(", ", missing);
  }

  static Binaries find() {
    Path folder = Path.of(System.getenv(FOLDER));
    return new Binaries(
        folder.resolve("etcd"),
        folder.resolve("kube-apiserver"),
        folder.resolve("kube-controller-manager"),
        Path.of(System.getenv(KVASIR)));
  }
}
