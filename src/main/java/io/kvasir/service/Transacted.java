package io.kvasir.service;

import io.kvasir.core.keyspace.TransactionResult;

/** A transaction that was carried out, and where in the shard's history. */
public record Transacted(TransactionResult.Done done, Position position) {}
