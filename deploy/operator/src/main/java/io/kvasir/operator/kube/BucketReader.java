package io.kvasir.operator.kube;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.kvasir.operator.api.KvasirBucket;
import io.kvasir.operator.api.KvasirCluster;
import io.kvasir.operator.store.Names;
import java.net.URI;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** Reads what is around a bucket's resource, from the API server itself. */
public final class BucketReader {
  /** Who was there first; who of two of the same second has the lesser name. */
  private static final Comparator<KvasirBucket> AGE =
      Comparator.<KvasirBucket, String>comparing(
              bucket -> bucket.getMetadata().getCreationTimestamp())
          .thenComparing(KvasirBucket::name);

  private final KubernetesClient client;

  public BucketReader(KubernetesClient client) {
    this.client = client;
  }

  /** The cluster it names, unless that is on its way out. */
  public Optional<KvasirCluster> cluster(KvasirBucket bucket) {
    return Optional.ofNullable(
            client
                .resources(KvasirCluster.class)
                .inNamespace(bucket.namespace())
                .withName(bucket.getSpec().cluster())
                .get())
        .filter(cluster -> !cluster.isMarkedForDeletion());
  }

  /** The nodes of its cluster that are ready, by their HTTP addresses. */
  public List<URI> nodes(KvasirBucket bucket) {
    List<Pod> pods = client.pods().inNamespace(bucket.namespace()).list().getItems();
    return ClusterReader.byOrdinal(pods, new Names(bucket.getSpec().cluster())).values().stream()
        .filter(pod -> PodStatuses.isReady(pod) && !pod.isMarkedForDeletion())
        .map(PodStatuses::address)
        .flatMap(Optional::stream)
        .toList();
  }

  /** An older resource for the same bucket, which is its owner then. */
  public Optional<KvasirBucket> older(KvasirBucket bucket) {
    return client
        .resources(KvasirBucket.class)
        .inNamespace(bucket.namespace())
        .list()
        .getItems()
        .stream()
        .filter(other -> !other.name().equals(bucket.name()) && other.isSameBucket(bucket))
        .min(AGE)
        .filter(other -> AGE.compare(other, bucket) < 0);
  }
}
