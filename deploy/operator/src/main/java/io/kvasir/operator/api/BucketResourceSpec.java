package io.kvasir.operator.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.fabric8.kubernetes.api.model.IntOrString;
import org.jspecify.annotations.Nullable;

/**
 * What a bucket is to be. The API server fills in defaults, so that only what has none is null.
 *
 * @param cluster the name of its cluster
 * @param name of the bucket, where that is not the resource's
 * @param type of its values
 * @param consistency by name; both quorums stand in its place
 * @param writeQuorum a number, {@code majority} or {@code all}
 * @param readQuorum likewise
 * @param replication on how many nodes each key is
 * @param shards of a linearizable bucket
 * @param ttlSeconds how long a key stays; 0 for ever
 * @param deletionPolicy what becomes of the bucket when the resource is deleted: {@code Retain} or
 *     {@code Delete}
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record BucketResourceSpec(
    String cluster,
    @Nullable String name,
    String type,
    @Nullable String consistency,
    @Nullable IntOrString writeQuorum,
    @Nullable IntOrString readQuorum,
    int replication,
    @Nullable Integer shards,
    boolean demandPrecondition,
    long ttlSeconds,
    String deletionPolicy) {
  /** Whether the bucket goes with its resource. */
  public boolean dropsBucket() {
    return deletionPolicy.equals(StorageSpec.DELETE);
  }
}
