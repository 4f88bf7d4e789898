package io.kvasir.operator.core;

/**
 * What the cluster is to be.
 *
 * @param replicas how many nodes; at least 1
 * @param template names the pods' template: another name, another template
 * @param volumes what becomes of the volumes of nodes that are no members
 */
public record Desired(int replicas, String template, VolumePolicy volumes) {
  public Desired {
    if (replicas < 1) {
      throw new IllegalArgumentException("no cluster has " + replicas + " nodes");
    }
  }
}
