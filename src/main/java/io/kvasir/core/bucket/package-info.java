/**
 * What clients name and configure: buckets, keys, values, consistency and limits. May know: bytes,
 * causality, time.
 */
@NullMarked
package io.kvasir.core.bucket;

import org.jspecify.annotations.NullMarked;
