/**
 * The one truth about a cluster, and how its nodes come to agree on it: members, ring, buckets and
 * the places of groups are one {@link io.kvasir.core.topology.Topology}, which commands change. May
 * know: consensus, ring, node, bucket.
 */
@NullMarked
package io.kvasir.core.topology;

import org.jspecify.annotations.NullMarked;
