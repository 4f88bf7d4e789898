package io.kvasir.operator.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.fabric8.kubernetes.api.model.Condition;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What was last seen of a bucket.
 *
 * @param observedGeneration of the spec that this is about
 * @param bucket its name in the store
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record BucketResourceStatus(
    long observedGeneration, String bucket, @Nullable List<Condition> conditions) {}
