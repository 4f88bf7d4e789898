/**
 * Composition root: wires edges, services and the engine together, and owns the order of start and
 * stop. Knows everything; nobody knows it.
 *
 * <p>May know: all.
 */
@NullMarked
package io.kvasir.boot;

import org.jspecify.annotations.NullMarked;
