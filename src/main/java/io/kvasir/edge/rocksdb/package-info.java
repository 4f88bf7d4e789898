/**
 * The durable stores of one node in one RocksDB: a column family per partition and one for the
 * standing in a cluster. All writes go through one thread that commits them in groups, each with
 * one sync of the write-ahead log.
 *
 * <p>The only package that knows {@code org.rocksdb}.
 *
 * <p>May know: engine.port, core.
 */
@NullMarked
package io.kvasir.edge.rocksdb;

import org.jspecify.annotations.NullMarked;
