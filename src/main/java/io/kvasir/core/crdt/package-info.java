/**
 * Delta-state lattices: every value of a convergent bucket is a join semilattice, and every write
 * yields a delta of the same lattice (Almeida, Shoker, Baquero, "Delta State Replicated Data
 * Types", JPDC 2018). May know: bucket (the values they hold), causality, time.
 */
@NullMarked
package io.kvasir.core.crdt;

import org.jspecify.annotations.NullMarked;
