package io.kvasir.service;

import io.kvasir.core.keyspace.TransactionResult;
import java.util.Optional;

/**
 * A transaction that was carried out, and where in the shard's history.
 *
 * @param session the token of the session after this, when it was part of one
 */
public record Transacted(
    TransactionResult.Done done, Position position, Optional<String> session) {}
