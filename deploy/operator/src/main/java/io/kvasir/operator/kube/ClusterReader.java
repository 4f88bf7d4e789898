package io.kvasir.operator.kube;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Volume;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.fabric8.kubernetes.api.model.apps.StatefulSetStatus;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.kvasir.operator.api.ClusterSpec;
import io.kvasir.operator.api.KvasirCluster;
import io.kvasir.operator.api.StorageSpec;
import io.kvasir.operator.core.ClaimState;
import io.kvasir.operator.core.Desired;
import io.kvasir.operator.core.FoundingState;
import io.kvasir.operator.core.Observed;
import io.kvasir.operator.core.PodState;
import io.kvasir.operator.core.SetState;
import io.kvasir.operator.core.VolumePolicy;
import io.kvasir.operator.store.Names;
import io.kvasir.operator.store.StoreReader;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * Reads a cluster: from the API server itself, since a cache may be behind, and then from the
 * store. Pods and claims go by their names, which nobody can change.
 */
public final class ClusterReader {
  private final KubernetesClient client;
  private final StoreReader store;

  public ClusterReader(KubernetesClient client, StoreReader store) {
    this.client = client;
    this.store = store;
  }

  public Snapshot read(KvasirCluster cluster) {
    String namespace = cluster.namespace();
    Optional<ConfigMap> config =
        Optional.ofNullable(
            client
                .configMaps()
                .inNamespace(namespace)
                .withName(ObjectNames.founding(cluster))
                .get());
    Optional<StatefulSet> set =
        Optional.ofNullable(
            client
                .apps()
                .statefulSets()
                .inNamespace(namespace)
                .withName(ObjectNames.set(cluster))
                .get());
    List<PersistentVolumeClaim> allClaims =
        client.persistentVolumeClaims().inNamespace(namespace).list().getItems();
    // After the claims: a pod that came meanwhile is seen.
    List<Pod> allPods = client.pods().inNamespace(namespace).list().getItems();

    Names names = new Names(cluster.name());
    Map<Integer, Pod> pods = byOrdinal(allPods, names);
    Map<Integer, PersistentVolumeClaim> claims =
        byOrdinal(allClaims, new Names(ObjectNames.VOLUME + "-" + cluster.name()));
    Map<Integer, URI> addresses = addresses(pods);
    Desired desired = desired(cluster);
    Observed seen =
        new Observed(
            desired,
            config.map(FoundingConfig::state).orElseGet(() -> FoundingState.of(desired)),
            set.map(each -> state(cluster, each)),
            states(pods),
            states(claims, mounted(allPods)),
            store.read(names, addresses));
    return new Snapshot(cluster, seen, config, set, pods, claims, addresses);
  }

  private static Desired desired(KvasirCluster cluster) {
    ClusterSpec spec = cluster.getSpec();
    StorageSpec storage = spec.storage();
    return new Desired(
        spec.replicas(),
        SetManifest.template(cluster),
        new VolumePolicy(
            storage.whenScaled().equals(StorageSpec.DELETE),
            storage.whenReused().equals(StorageSpec.REPLACE)));
  }

  static <T extends HasMetadata> SortedMap<Integer, T> byOrdinal(List<T> all, Names names) {
    TreeMap<Integer, T> found = new TreeMap<>();
    for (T each : all) {
      names.ordinal(each.getMetadata().getName()).ifPresent(ordinal -> found.put(ordinal, each));
    }
    return found;
  }

  private static Map<Integer, URI> addresses(Map<Integer, Pod> pods) {
    TreeMap<Integer, URI> addresses = new TreeMap<>();
    pods.forEach(
        (ordinal, pod) ->
            PodStatuses.address(pod).ifPresent(address -> addresses.put(ordinal, address)));
    return addresses;
  }

  private static SetState state(KvasirCluster cluster, StatefulSet set) {
    Map<String, String> annotations =
        Objects.requireNonNullElse(set.getMetadata().getAnnotations(), Map.of());
    return new SetState(
        set.getSpec().getReplicas(),
        annotations.getOrDefault(SetManifest.TEMPLATE, ""),
        revision(set),
        annotations.getOrDefault(SetManifest.RESTARTING, ""),
        set.getMetadata().getOwnerReferences().stream()
            .anyMatch(owner -> owner.getUid().equals(cluster.getMetadata().getUid())));
  }

  private static String revision(StatefulSet set) {
    StatefulSetStatus status = set.getStatus();
    boolean observed =
        status != null
            && status.getUpdateRevision() != null
            && status.getObservedGeneration() != null
            && status.getObservedGeneration() >= set.getMetadata().getGeneration();
    return observed ? status.getUpdateRevision() : "";
  }

  private static SortedMap<Integer, PodState> states(Map<Integer, Pod> pods) {
    TreeMap<Integer, PodState> states = new TreeMap<>();
    pods.forEach((ordinal, pod) -> states.put(ordinal, state(pod)));
    return states;
  }

  private static PodState state(Pod pod) {
    Map<String, String> labels =
        Objects.requireNonNullElse(pod.getMetadata().getLabels(), Map.of());
    return new PodState(
        pod.getMetadata().getUid(),
        pod.getMetadata().getResourceVersion(),
        labels.getOrDefault("controller-revision-hash", ""),
        PodStatuses.isReady(pod),
        pod.isMarkedForDeletion());
  }

  /** The claims that pods name, whatever pods they are and in whatever state. */
  static Set<String> mounted(List<Pod> pods) {
    return pods.stream()
        .flatMap(pod -> pod.getSpec().getVolumes().stream())
        .map(Volume::getPersistentVolumeClaim)
        .filter(Objects::nonNull)
        .map(source -> source.getClaimName())
        .collect(Collectors.toSet());
  }

  private static SortedMap<Integer, ClaimState> states(
      Map<Integer, PersistentVolumeClaim> claims, Set<String> mounted) {
    TreeMap<Integer, ClaimState> states = new TreeMap<>();
    claims.forEach(
        (ordinal, claim) ->
            states.put(
                ordinal,
                new ClaimState(
                    claim.getMetadata().getUid(),
                    mounted.contains(claim.getMetadata().getName()),
                    claim.isMarkedForDeletion())));
    return states;
  }
}
