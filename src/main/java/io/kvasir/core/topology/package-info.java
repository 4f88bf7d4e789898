/**
 * The one truth about a cluster: its members, its ring and its bucket catalogue. May know: ring,
 * node, bucket.
 */
@NullMarked
package io.kvasir.core.topology;

import org.jspecify.annotations.NullMarked;
