package io.kvasir.core.membership;

import io.kvasir.core.node.Endpoint;
import io.kvasir.core.node.Incarnation;
import io.kvasir.core.node.NodeId;
import java.util.Collection;
import java.util.Collections;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What this node believes of each other one, and what it says of itself.
 *
 * <p>Of the claims about another it believes the weightiest. A claim about itself it answers: with
 * a higher incarnation, unless it says what the node says.
 */
final class Roster {
  /** What became of a claim. */
  enum Heard {
    /** Known, or outweighed. */
    NOTHING_NEW,
    /** Believed from now on. */
    NEWS,
    /** Somebody suspects a member that is suspected already, at the same incarnation. */
    ANOTHER_SUSPICION,
    /** It was wrong about this node, which has spoken up. */
    REFUTED
  }

  private final SortedMap<NodeId, Claim> others = new TreeMap<>();
  private Claim self;

  Roster(NodeId self, Endpoint address) {
    this.self = Claim.alive(self, Incarnation.FIRST, address);
  }

  /** What this node says of itself. */
  Claim self() {
    return self;
  }

  Optional<Claim> of(NodeId member) {
    return Optional.ofNullable(others.get(member));
  }

  /** All that is believed of others, by id. */
  Collection<Claim> others() {
    return Collections.unmodifiableCollection(others.values());
  }

  /** The others from {@code first} on, in a circle. */
  SortedMap<NodeId, Claim> from(NodeId first) {
    return Collections.unmodifiableSortedMap(others.tailMap(first));
  }

  /** Members that are not gone, this node included. */
  int present() {
    return 1 + (int) others.values().stream().filter(claim -> !claim.state().isGone()).count();
  }

  Heard hear(Claim claim) {
    if (claim.member().equals(self.member())) {
      return defend(claim);
    }
    Claim known = others.get(claim.member());
    if (known == null ? !claim.state().isGone() : claim.outweighs(known)) {
      others.put(claim.member(), claim);
      return Heard.NEWS;
    }
    boolean again =
        known != null && claim.state() == MemberState.SUSPECT && claim.agreesWith(known);
    return again ? Heard.ANOTHER_SUSPICION : Heard.NOTHING_NEW;
  }

  private Heard defend(Claim claim) {
    boolean old = claim.incarnation().compareTo(self.incarnation()) < 0;
    if (old || claim.agreesWith(self) || self.state() == MemberState.LEFT) {
      return Heard.NOTHING_NEW;
    }
    self = Claim.alive(self.member(), claim.incarnation().next(), self.address());
    return Heard.REFUTED;
  }

  /**
   * Hears a claim of somebody's table, which may be as old as a partition: a death that is not
   * known here counts as a suspicion by {@code teller}, so that who lives can speak up first.
   */
  Heard hearFromTable(Claim claim, NodeId teller) {
    boolean present = of(claim.member()).filter(known -> !known.state().isGone()).isPresent();
    boolean softened = claim.state() == MemberState.DEAD && present;
    return hear(softened ? claim.as(MemberState.SUSPECT, teller) : claim);
  }

  /** Says of itself that it stops. */
  void leave() {
    self = self.as(MemberState.LEFT, self.member());
  }

  void forget(NodeId member) {
    others.remove(member);
  }
}
