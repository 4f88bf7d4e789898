package io.kvasir.operator.kube;

import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.kvasir.operator.api.KvasirCluster;

/** Objects that go when their cluster is deleted. */
final class Owned {
  private Owned() {}

  static ObjectMeta meta(KvasirCluster cluster, String name) {
    return new ObjectMetaBuilder()
        .withName(name)
        .withNamespace(cluster.namespace())
        .withLabels(Labels.of(cluster))
        .addNewOwnerReference()
        .withApiVersion(cluster.getApiVersion())
        .withKind(cluster.getKind())
        .withName(cluster.name())
        .withUid(cluster.getMetadata().getUid())
        .withController(true)
        .withBlockOwnerDeletion(true)
        .endOwnerReference()
        .build();
  }
}
