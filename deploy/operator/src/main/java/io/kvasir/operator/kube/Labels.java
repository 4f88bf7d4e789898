package io.kvasir.operator.kube;

import io.kvasir.operator.api.KvasirCluster;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** The labels of what belongs to a cluster. They never change. */
public final class Labels {
  public static final String INSTANCE = "app.kubernetes.io/instance";
  public static final String MANAGED_BY = "app.kubernetes.io/managed-by";
  public static final String OPERATOR = "kvasir-operator";
  private static final String NAME = "app.kubernetes.io/name";

  private Labels() {}

  /** In an order that is always the same. */
  public static SortedMap<String, String> of(KvasirCluster cluster) {
    return new TreeMap<>(Map.of(NAME, "kvasir", INSTANCE, cluster.name(), MANAGED_BY, OPERATOR));
  }

  /** As the scale subresource gives it to autoscalers. */
  public static String selector(KvasirCluster cluster) {
    return of(cluster).entrySet().stream()
        .map(label -> label.getKey() + "=" + label.getValue())
        .collect(Collectors.joining(","));
  }
}
