package io.kvasir.operator.core;

/**
 * A volume claim of a node.
 *
 * @param mounted whether a pod, of whatever kind and state, names it among its volumes
 */
public record ClaimState(String uid, boolean mounted, boolean terminating) {}
