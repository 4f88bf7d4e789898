/**
 * How replicas agree that what remains of deleted keys can go: when nothing of it is visible
 * anywhere, and nothing that could bring it back is under way or kept for somebody (causal
 * stability: Baquero, Almeida, Shoker, "Pure Operation-Based Replicated Data Types", 2017). May
 * know: bucket, crdt, causality, ring, node, time.
 */
@NullMarked
package io.kvasir.core.burial;

import org.jspecify.annotations.NullMarked;
