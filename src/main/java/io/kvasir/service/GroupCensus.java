package io.kvasir.service;

/**
 * How the groups that a node has replicas of are led.
 *
 * @param total of them
 * @param withoutLeader those whose leader this node does not know, or whose replica here is not
 *     running
 * @param withoutMajority those of whose voters this node reaches too few to decide anything
 */
public record GroupCensus(int total, int withoutLeader, int withoutMajority) {}
