/**
 * Durable storage: the engine's stores on one RocksDB per node.
 *
 * <p>The only package that knows {@code org.rocksdb}.
 *
 * <p>May know: engine.port, core.
 */
@NullMarked
package io.kvasir.edge.rocksdb;

import org.jspecify.annotations.NullMarked;
