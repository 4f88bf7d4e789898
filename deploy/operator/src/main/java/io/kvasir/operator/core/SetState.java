package io.kvasir.operator.core;

/**
 * The stateful set as it was read.
 *
 * @param replicas pods that it is to have
 * @param template names the template that it has; see {@link Desired#template}
 * @param revision of its template, as its controller names it on pods; empty while the controller
 *     has not taken note of the template
 * @param restarting the pod that an operator said it would restart, by uid; empty when none. Two
 *     operators of which one stood still restart the same pod, not two
 * @param owned whether it is of this cluster, and not of somebody who chose the same name
 */
public record SetState(
    int replicas, String template, String revision, String restarting, boolean owned) {}
