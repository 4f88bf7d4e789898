package io.kvasir.operator.kube;

import io.kvasir.operator.api.KvasirCluster;

/** How the objects of a cluster are called. */
final class ObjectNames {
  static final String VOLUME = "data";

  private ObjectNames() {}

  static String set(KvasirCluster cluster) {
    return cluster.name();
  }

  /** The service of clients. */
  static String service(KvasirCluster cluster) {
    return cluster.name();
  }

  /** The headless service, by which nodes find each other. */
  static String nodes(KvasirCluster cluster) {
    return cluster.name() + "-nodes";
  }

  static String founding(KvasirCluster cluster) {
    return cluster.name() + "-founding";
  }

  static String claim(KvasirCluster cluster, int ordinal) {
    return VOLUME + "-" + cluster.name() + "-" + ordinal;
  }

  /** Where the others reach a node. */
  static String host(KvasirCluster cluster, String node) {
    return "%s.%s.%s.svc".formatted(node, nodes(cluster), cluster.namespace());
  }
}
