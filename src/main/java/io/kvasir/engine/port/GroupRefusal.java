package io.kvasir.engine.port;

import io.kvasir.core.node.NodeId;

/** Why a group does not do what it was asked for. */
public sealed interface GroupRefusal {
  /**
   * The one asked does not lead in the term it was asked for, but knows who leads in {@code term}.
   */
  record LedBy(NodeId leader, long term) implements GroupRefusal {}

  /** No leader is known; an election takes about a second. */
  record NoLeader() implements GroupRefusal {}

  /**
   * Too few voters can be reached for anything to be decided.
   *
   * @param reachable of the voters, the one who says so included
   * @param needed a majority
   */
  record NoMajority(int reachable, int needed) implements GroupRefusal {}

  /** Too much is under way. */
  record Overloaded() implements GroupRefusal {}

  /** The one asked has no replica of the group, or a damaged one. */
  record NoReplica() implements GroupRefusal {}
}
