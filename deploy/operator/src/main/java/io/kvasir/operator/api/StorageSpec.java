package io.kvasir.operator.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.fabric8.kubernetes.api.model.Quantity;
import org.jspecify.annotations.Nullable;

/**
 * The volumes of the nodes.
 *
 * @param className of the storage class; the cluster's default when absent
 * @param whenScaled what becomes of the volume of a node that left: {@code Retain} or {@code
 *     Delete}
 * @param whenDeleted what becomes of all volumes when the cluster is deleted, likewise
 * @param whenReused what is done when a node is to come whose name has a volume already, of a
 *     member that is none any more: {@code Report} or {@code Replace}
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record StorageSpec(
    Quantity size,
    @Nullable String className,
    String whenScaled,
    String whenDeleted,
    String whenReused) {
  public static final String DELETE = "Delete";
  public static final String REPLACE = "Replace";
}
