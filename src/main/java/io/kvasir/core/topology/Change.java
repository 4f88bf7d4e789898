package io.kvasir.core.topology;

import io.kvasir.core.node.NodeId;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;

/** One change of the catalogue on its way to the members. One owner, no lock. */
final class Change {
  private final NodeId self;
  private final CatalogueEntry entry;
  private final int needed;
  private final int members;
  private final TreeSet<NodeId> acked = new TreeSet<>();
  private final TreeSet<NodeId> lost = new TreeSet<>();
  private final boolean isSecondTry;

  Change(
      NodeId self,
      CatalogueEntry entry,
      SortedSet<NodeId> peers,
      SortedSet<NodeId> unreachable,
      int needed) {
    this.self = self;
    this.entry = entry;
    this.needed = needed;
    this.members = peers.size() + 1;
    this.isSecondTry = false;
    peers.stream().filter(peer -> unreachable.contains(peer)).forEach(lost::add);
  }

  private Change(Change first, CatalogueEntry entry) {
    this.self = first.self;
    this.entry = entry;
    this.needed = first.needed;
    this.members = first.members;
    this.isSecondTry = true;
    this.lost.addAll(first.lost);
  }

  /** The same wish, now for {@code other}, the life of the bucket it was meant for. */
  Change secondTry(CatalogueEntry other) {
    return new Change(this, other);
  }

  boolean isSecondTry() {
    return isSecondTry;
  }

  CatalogueEntry entry() {
    return entry;
  }

  int reachable() {
    return members - lost.size();
  }

  /** The members that are not waited for. */
  SortedSet<NodeId> lost() {
    return Collections.unmodifiableSortedSet(lost);
  }

  void savedHere() {
    acked.add(self);
  }

  /**
   * The peer has it; answers that speak of an earlier life of the bucket are late and say nothing.
   */
  void accepted(NodeId peer, List<CatalogueEntry> standing) {
    for (CatalogueEntry other : standing) {
      boolean isLate = other.id().generation() < entry.id().generation() || isBeforeDrop(other);
      if (other.id().name().equals(entry.id().name()) && !isLate) {
        lost.remove(peer);
        acked.add(peer);
      }
    }
  }

  /** An answer to the drop of an earlier life, from before this change was about this one. */
  private boolean isBeforeDrop(CatalogueEntry other) {
    return entry.dropped() && !other.dropped() && other.id().equals(entry.id());
  }

  void lose(NodeId peer) {
    if (!acked.contains(peer)) {
      lost.add(peer);
    }
  }

  /** How it ended, once that is certain, if nothing else stands in its place. */
  Optional<CatalogueOutcome> outcome() {
    if (!acked.contains(self)) {
      return Optional.empty();
    }
    if (acked.size() + lost.size() == members && acked.size() >= needed) {
      return Optional.of(new CatalogueOutcome.Done(entry));
    }
    if (members - lost.size() < needed) {
      return Optional.of(new CatalogueOutcome.QuorumUnavailable(acked.size(), needed, true));
    }
    return Optional.empty();
  }

  CatalogueOutcome outcomeAtDeadline() {
    return acked.size() >= needed
        ? new CatalogueOutcome.Done(entry)
        : new CatalogueOutcome.Indeterminate(acked.size(), needed);
  }
}
