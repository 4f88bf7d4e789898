package io.kvasir.operator.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.fabric8.kubernetes.api.model.Condition;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What was last seen of a cluster.
 *
 * @param observedGeneration of the spec that this is about
 * @param phase the short of it, for people
 * @param replicas pods that there are to be at present
 * @param selector of the pods, for the scale subresource
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record ClusterStatus(
    long observedGeneration,
    String phase,
    int replicas,
    int readyReplicas,
    int updatedReplicas,
    String selector,
    @Nullable List<MemberStatus> members,
    @Nullable List<Condition> conditions) {
  /**
   * A node.
   *
   * @param state {@code Member}, {@code Leaving}, {@code Removed}, {@code Unknown} (it does not
   *     answer and nobody lists it) or {@code Outside} (of any cluster)
   * @param partitions that it owns
   * @param leads groups that it leads
   */
  public record MemberStatus(
      String name, String state, boolean ready, int partitions, int leads, boolean updated) {}
}
