/**
 * The state machine of a linearizable bucket's shard: registers with revisions, changed by
 * transactions. Deterministic: equal logs give equal states and results on every replica. May know:
 * bytes, bucket.
 */
@NullMarked
package io.kvasir.core.keyspace;

import org.jspecify.annotations.NullMarked;
