package io.kvasir.engine;

import io.kvasir.core.node.NodeId;
import java.util.Collections;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * What keeps the remains of deleted keys here.
 *
 * @param candidates keys of which nothing was visible here, and that were not agreed on
 * @param blocking the nodes for whom no agreement came about lately
 */
public record BurialView(long candidates, SortedSet<NodeId> blocking) {
  static final BurialView NOTHING = new BurialView(0, new TreeSet<>());

  public BurialView {
    blocking = Collections.unmodifiableSortedSet(new TreeSet<>(blocking));
  }

  BurialView and(BurialView other) {
    TreeSet<NodeId> both = new TreeSet<>(blocking);
    both.addAll(other.blocking);
    return new BurialView(candidates + other.candidates, both);
  }
}
