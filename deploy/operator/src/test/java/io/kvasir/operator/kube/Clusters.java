package io.kvasir.operator.kube;

import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.api.model.Quantity;
import io.kvasir.operator.api.ClusterSpec;
import io.kvasir.operator.api.KvasirCluster;
import io.kvasir.operator.api.StorageSpec;
import java.util.Map;

/** Clusters for tests. */
final class Clusters {
  private Clusters() {}

  static KvasirCluster of(int replicas, String image, Map<String, String> config) {
    KvasirCluster cluster = new KvasirCluster();
    cluster.setMetadata(
        new ObjectMetaBuilder()
            .withName("kv")
            .withNamespace("ns")
            .withUid("u")
            .withGeneration(3L)
            .build());
    StorageSpec storage = new StorageSpec(new Quantity("1Gi"), null, "Delete", "Retain", "Report");
    cluster.setSpec(
        new ClusterSpec(replicas, image, null, null, storage, null, null, null, null, config, 60));
    return cluster;
  }
}
