package io.kvasir.core.keyspace;

import java.util.Optional;

/**
 * A transaction on its way into the log.
 *
 * @param retryKey tells a repetition from a new request; 1 to 256 characters
 * @param wallMillis the proposer's wall clock; may step in any direction
 */
public record Proposal(Optional<String> retryKey, long wallMillis, Transaction transaction) {}
