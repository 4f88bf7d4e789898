package io.kvasir.operator.core;

/**
 * A member, as one node of the store tells.
 *
 * @param partitions that it owns
 * @param reachable whether the node that tells reaches it
 */
public record MemberState(int partitions, boolean reachable) {}
