package io.kvasir.operator.core;

/**
 * A pod of the stateful set.
 *
 * @param uid of this one life of it
 * @param version of what is known of it; another one as soon as it becomes ready
 * @param revision of the template it was made from
 * @param ready whether the kubelet says so
 */
public record PodState(
    String uid, String version, String revision, boolean ready, boolean terminating) {}
