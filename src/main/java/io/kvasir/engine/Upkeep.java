package io.kvasir.engine;

import java.util.OptionalLong;

/**
 * What the leader of the topology's group does unasked.
 *
 * @param autoJoin whether members that own nothing get their share of the partitions
 * @param removeDeadAfterMillis how long a member is dead before others take its place; empty: it
 *     keeps its place until it is removed
 */
public record Upkeep(boolean autoJoin, OptionalLong removeDeadAfterMillis) {
  /** Nothing. */
  public static final Upkeep NONE = new Upkeep(false, OptionalLong.empty());
}
