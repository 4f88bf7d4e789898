/**
 * The resources {@code KvasirCluster} and {@code KvasirBucket} as the API server keeps them. {@code
 * crd.yaml} and {@code crd-bucket.yaml} say which values they take. May know: nothing of the
 * operator.
 */
@NullMarked
package io.kvasir.operator.api;

import org.jspecify.annotations.NullMarked;
