package io.kvasir.operator.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.fabric8.kubernetes.api.model.LocalObjectReference;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.Toleration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a cluster is to be. The API server fills in defaults, so that only what has none is null.
 *
 * @param replicas nodes
 * @param image of the nodes, with tag or digest
 * @param resources of each node's container
 * @param zones where nodes may run; anywhere when there are none
 * @param config settings of the nodes, by their names: {@code kvasir.…}
 * @param terminationGracePeriodSeconds in which a node that is stopped hands over what it leads
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record ClusterSpec(
    int replicas,
    String image,
    @Nullable String imagePullPolicy,
    @Nullable List<LocalObjectReference> imagePullSecrets,
    StorageSpec storage,
    @Nullable Resources resources,
    @Nullable List<String> zones,
    @Nullable Map<String, String> nodeSelector,
    @Nullable List<Toleration> tolerations,
    @Nullable Map<String, String> config,
    long terminationGracePeriodSeconds) {
  /** Requests and limits of a container. */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record Resources(
      @Nullable Map<String, Quantity> requests, @Nullable Map<String, Quantity> limits) {}
}
