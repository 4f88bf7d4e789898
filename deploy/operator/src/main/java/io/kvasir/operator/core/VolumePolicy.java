package io.kvasir.operator.core;

/**
 * What becomes of the volume of a node that the store says is no member any more.
 *
 * @param deleteWhenScaled whether it goes with its pod; else it is kept
 * @param replaceWhenReused whether it makes room for an empty one when a node of that name is to
 *     come back; else the node is not brought back, and that is reported
 */
public record VolumePolicy(boolean deleteWhenScaled, boolean replaceWhenReused) {
  boolean replaces() {
    return deleteWhenScaled || replaceWhenReused;
  }
}
