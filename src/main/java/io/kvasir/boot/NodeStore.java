package io.kvasir.boot;

import io.kvasir.core.node.Actor;
import io.kvasir.engine.port.GroupStore;
import io.kvasir.engine.port.PartitionStore;
import io.kvasir.engine.port.StandingStore;
import java.util.function.BooleanSupplier;

/**
 * A node's open store, whatever holds it.
 *
 * @param actor who mints dots with what it holds
 * @param writable whether commits can succeed
 * @param closing blocks until everything is written
 */
record NodeStore(
    PartitionStore partitions,
    GroupStore groups,
    StandingStore standing,
    Actor actor,
    BooleanSupplier writable,
    Runnable closing) {}
