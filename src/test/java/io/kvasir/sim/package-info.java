/**
 * A deterministic simulation of whole clusters: the real engine over a simulated network, disk and
 * clock, with one seed for all that happens. May know: engine, engine.port, core.
 */
@NullMarked
package io.kvasir.sim;

import org.jspecify.annotations.NullMarked;
