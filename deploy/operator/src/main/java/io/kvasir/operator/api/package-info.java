/**
 * The resource {@code KvasirCluster} as the API server keeps it. {@code crd.yaml} says which values
 * it takes. May know: nothing of the operator.
 */
@NullMarked
package io.kvasir.operator.api;

import org.jspecify.annotations.NullMarked;
