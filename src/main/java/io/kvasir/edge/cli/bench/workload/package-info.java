/**
 * What a load consists of: kinds of operations, how often each comes, and which keys they concern.
 * Everything is drawn from a seed.
 *
 * <p>May know: the JDK.
 */
@NullMarked
package io.kvasir.edge.cli.bench.workload;

import org.jspecify.annotations.NullMarked;
