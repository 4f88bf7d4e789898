package io.kvasir.core.gossip;

import io.kvasir.core.crdt.Flaw;
import java.util.List;

/**
 * One leaf of a bucket's tree, held against the rows it sums up.
 *
 * @param keys how many keys were looked at
 * @param missing by how much the leaf is less than the sum of its keys' digests, modulo 2^64
 */
public record LeafCheck(int keys, List<Flaw> flaws, long missing) {
  /** Nothing is there, and nothing is wrong with it. */
  public static final LeafCheck NOTHING = new LeafCheck(0, List.of(), 0);

  public LeafCheck {
    flaws = List.copyOf(flaws);
  }
}
