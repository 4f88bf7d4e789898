/**
 * How requests are said to the systems that are loaded, and how their answers are read: no more of
 * them than whether they tell of success. No thread, no socket, no clock.
 *
 * <p>May know: the workload, the JDK.
 */
@NullMarked
package io.kvasir.edge.cli.bench.protocol;

import org.jspecify.annotations.NullMarked;
