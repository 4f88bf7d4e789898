package io.kvasir.operator.kube;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.kvasir.operator.api.KvasirCluster;
import io.kvasir.operator.core.Observed;
import java.net.URI;
import java.util.Map;
import java.util.Optional;

/** What was seen of a cluster, with the objects that it was read from. */
public record Snapshot(
    KvasirCluster cluster,
    Observed seen,
    Optional<ConfigMap> founding,
    Optional<StatefulSet> set,
    Map<Integer, Pod> pods,
    Map<Integer, PersistentVolumeClaim> claims,
    Map<Integer, URI> addresses) {}
