/**
 * The load generator: event loops that send operations, when they are due, over many connections,
 * and record how long each took.
 *
 * <p>May know: targets and workloads, HdrHistogram, Jackson's trees.
 */
@NullMarked
package io.kvasir.edge.cli.bench;

import org.jspecify.annotations.NullMarked;
