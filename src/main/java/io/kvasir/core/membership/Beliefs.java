package io.kvasir.core.membership;

import io.kvasir.core.membership.MembershipObservation.Appeared;
import io.kvasir.core.membership.MembershipObservation.Cleared;
import io.kvasir.core.membership.MembershipObservation.Departed;
import io.kvasir.core.membership.MembershipObservation.Died;
import io.kvasir.core.membership.MembershipObservation.Forgotten;
import io.kvasir.core.membership.MembershipObservation.Moved;
import io.kvasir.core.membership.MembershipObservation.Refuted;
import io.kvasir.core.membership.MembershipObservation.Suspected;
import io.kvasir.core.node.Endpoint;
import io.kvasir.core.node.Incarnation;
import io.kvasir.core.node.NodeId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.random.RandomGenerator;

/**
 * What follows from what is heard: who is probed, who has how long to speak up, what is passed on,
 * who is forgotten.
 */
final class Beliefs {
  /** So many members, on average, look at once after one that another suspects. */
  private static final int WITNESSES = 4;

  private final SwimConfig config;
  private final Roster roster;
  private final Rumors rumors;
  private final ProbeOrder order;
  private final LocalHealth health;
  private final RandomGenerator random;
  private final SortedMap<NodeId, Suspicion> suspicions = new TreeMap<>();
  private final SortedMap<NodeId, Long> goneSince = new TreeMap<>();
  private SortedMap<NodeId, Endpoint> listed = new TreeMap<>();

  Beliefs(
      SwimConfig config,
      Roster roster,
      Rumors rumors,
      ProbeOrder order,
      LocalHealth health,
      RandomGenerator random) {
    this.config = config;
    this.roster = roster;
    this.rumors = rumors;
    this.order = order;
    this.health = health;
    this.random = random;
  }

  /** Hears a claim; true when it was about this node, and it has spoken up. */
  boolean hear(Claim claim, long nowMillis, List<Effect> effects) {
    Optional<Claim> before = roster.of(claim.member());
    return conclude(before, claim, roster.hear(claim), nowMillis, effects);
  }

  /** The same for a claim of {@code teller}'s table. */
  boolean hearFromTable(Claim claim, NodeId teller, long nowMillis, List<Effect> effects) {
    Optional<Claim> before = roster.of(claim.member());
    Roster.Heard heard = roster.hearFromTable(claim, teller);
    return conclude(before, claim, heard, nowMillis, effects);
  }

  /** This node could not reach {@code member}. */
  void suspect(NodeId member, long nowMillis, List<Effect> effects) {
    roster
        .of(member)
        .filter(known -> !known.state().isGone())
        .map(known -> known.as(MemberState.SUSPECT, roster.self().member()))
        .ifPresent(claim -> hear(claim, nowMillis, effects));
  }

  /** Declares dead who did not speak up, and forgets who is gone for long. */
  void tick(long nowMillis, List<Effect> effects) {
    List<NodeId> silent = new ArrayList<>();
    suspicions.forEach(
        (member, suspicion) -> {
          if (suspicion.isOver(nowMillis)) {
            silent.add(member);
          }
        });
    for (NodeId member : silent) {
      roster
          .of(member)
          .map(known -> known.as(MemberState.DEAD, roster.self().member()))
          .ifPresent(claim -> hear(claim, nowMillis, effects));
    }
    forget(nowMillis - config.forgetMillis(), effects);
  }

  private void forget(long goneBeforeMillis, List<Effect> effects) {
    List<NodeId> old = new ArrayList<>();
    goneSince.forEach(
        (member, since) -> {
          if (since < goneBeforeMillis && !listed.containsKey(member)) {
            old.add(member);
          }
        });
    old.forEach(member -> forget(member, effects));
  }

  private void forget(NodeId member, List<Effect> effects) {
    roster.forget(member);
    order.remove(member);
    rumors.drop(member);
    suspicions.remove(member);
    goneSince.remove(member);
    effects.add(new Effect.Forget(member));
    effects.add(new Effect.Observed(new Forgotten(member)));
  }

  /**
   * The members of the cluster are these. Who was not heard of yet is believed to live where it is
   * listed, until it does not answer.
   */
  void list(SortedMap<NodeId, Endpoint> members, long nowMillis, List<Effect> effects) {
    SortedMap<NodeId, Endpoint> before = listed;
    listed = members;
    before.keySet().stream()
        .filter(member -> !members.containsKey(member) && isHearsay(member))
        .forEach(member -> forget(member, effects));
    members.forEach(
        (member, address) -> {
          boolean moved = !address.equals(before.get(member)) && isHearsay(member);
          if (!member.equals(roster.self().member()) && (moved || roster.of(member).isEmpty())) {
            roster.forget(member);
            hear(Claim.listed(member, address), nowMillis, effects);
          }
        });
  }

  private boolean isHearsay(NodeId member) {
    return roster
        .of(member)
        .filter(known -> known.incarnation().equals(Incarnation.HEARSAY))
        .isPresent();
  }

  /** Where members are that are gone, or were never heard of. */
  List<Endpoint> missing() {
    List<Endpoint> addresses = new ArrayList<>();
    for (Claim claim : roster.others()) {
      if (claim.state().isGone() || claim.incarnation().equals(Incarnation.HEARSAY)) {
        addresses.add(claim.address());
        Optional.ofNullable(listed.get(claim.member()))
            .filter(address -> !address.equals(claim.address()))
            .ifPresent(addresses::add);
      }
    }
    return addresses;
  }

  private boolean conclude(
      Optional<Claim> before,
      Claim claim,
      Roster.Heard heard,
      long nowMillis,
      List<Effect> effects) {
    switch (heard) {
      case NOTHING_NEW -> {}
      case NEWS ->
          roster
              .of(claim.member())
              .ifPresent(believed -> believe(before, believed, nowMillis, effects));
      case ANOTHER_SUSPICION -> confirm(claim);
      case REFUTED -> {
        health.worsen();
        rumors.spread(roster.self());
        effects.add(new Effect.Observed(new Refuted(claim.state(), roster.self().incarnation())));
      }
    }
    return heard == Roster.Heard.REFUTED;
  }

  private void confirm(Claim claim) {
    Suspicion suspicion = suspicions.get(claim.member());
    if (suspicion != null && suspicion.confirm(claim.by())) {
      rumors.spread(claim);
    }
  }

  private void believe(Optional<Claim> before, Claim claim, long nowMillis, List<Effect> effects) {
    NodeId member = claim.member();
    suspicions.remove(member);
    goneSince.remove(member);
    switch (claim.state()) {
      case ALIVE -> order.add(member);
      case SUSPECT -> beginSuspicion(claim, nowMillis);
      case DEAD, LEFT -> {
        order.remove(member);
        goneSince.put(member, nowMillis);
      }
    }
    boolean hearsay = claim.incarnation().equals(Incarnation.HEARSAY);
    if (!hearsay || claim.state() != MemberState.ALIVE) {
      rumors.spread(claim);
    }
    if (!hearsay) {
      observe(before, claim, effects);
    }
    effects.add(new Effect.Believe(claim));
  }

  private void beginSuspicion(Claim claim, long nowMillis) {
    int others = roster.present() - 2;
    int enough = Math.max(0, Math.min(config.confirmations(), others));
    long least = config.suspicionMillis();
    suspicions.put(
        claim.member(),
        new Suspicion(claim.by(), nowMillis, least, least * config.patience(), enough));
    order.add(claim.member());
    if (random.nextInt(roster.present()) < WITNESSES) {
      order.hurry(claim.member());
    }
  }

  private static void observe(Optional<Claim> before, Claim claim, List<Effect> effects) {
    NodeId member = claim.member();
    switch (claim.state()) {
      case ALIVE -> observeAlive(before, claim, effects);
      case SUSPECT -> effects.add(new Effect.Observed(new Suspected(member, claim.by())));
      case DEAD -> effects.add(new Effect.Observed(new Died(member, claim.by())));
      case LEFT -> effects.add(new Effect.Observed(new Departed(member)));
    }
  }

  private static void observeAlive(Optional<Claim> before, Claim claim, List<Effect> effects) {
    boolean known =
        before
            .filter(claimed -> !claimed.incarnation().equals(Incarnation.HEARSAY))
            .filter(claimed -> !claimed.state().isGone())
            .isPresent();
    if (!known) {
      effects.add(
          new Effect.Observed(new Appeared(claim.member(), claim.incarnation(), claim.address())));
      return;
    }
    if (before.filter(claimed -> claimed.state() == MemberState.SUSPECT).isPresent()) {
      effects.add(new Effect.Observed(new Cleared(claim.member(), claim.incarnation())));
    }
    if (before.filter(claimed -> !claimed.address().equals(claim.address())).isPresent()) {
      effects.add(new Effect.Observed(new Moved(claim.member(), claim.address())));
    }
  }
}
