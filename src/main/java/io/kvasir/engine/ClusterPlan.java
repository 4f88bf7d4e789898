package io.kvasir.engine;

import io.kvasir.core.topology.FoundingConfig;
import io.kvasir.core.topology.Topology;
import io.kvasir.engine.groups.StateMachine;
import io.kvasir.engine.port.TopologyFormat;
import java.util.function.Consumer;
import java.util.function.LongConsumer;
import java.util.function.Supplier;

/**
 * How a node takes part in a cluster.
 *
 * @param founding how it gets in
 * @param format of what is kept and said about the topology
 * @param shards makes the state machine of a bucket's shard
 * @param clusterId told which cluster this node is in, or helps to found; 0 for none
 * @param listener told of each topology before the data path works on it, for those who must know
 *     the members' addresses
 * @param upkeep what it does unasked when it leads
 */
public record ClusterPlan(
    FoundingConfig founding,
    TopologyFormat format,
    Supplier<StateMachine> shards,
    LongConsumer clusterId,
    Consumer<Topology> listener,
    Upkeep upkeep) {}
