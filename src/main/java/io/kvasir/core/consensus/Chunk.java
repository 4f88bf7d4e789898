package io.kvasir.core.consensus;

import io.kvasir.core.bytes.Bytes;

/**
 * A piece of a snapshot. Snapshots of one group at one index hold the same, whoever sends them, so
 * a transfer can be resumed after any chunk, also from another sender.
 *
 * @param from the cursor it begins at; empty for the first
 * @param next the cursor the following chunk begins at; meaningless in the last
 * @param content for the state machine's store
 */
public record Chunk(Bytes from, Bytes next, Bytes content, boolean last) {}
