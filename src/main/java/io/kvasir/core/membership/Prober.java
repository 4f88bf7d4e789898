package io.kvasir.core.membership;

import io.kvasir.core.membership.MembershipObservation.ProbeEnd;
import io.kvasir.core.membership.MembershipObservation.Probed;
import io.kvasir.core.node.Endpoint;
import io.kvasir.core.node.NodeId;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.random.RandomGenerator;

/**
 * Probes one member per period (SWIM, 3.1): pings it; if it does not answer soon, asks some others
 * to ping it; if it has not answered at the end of the period, suspects it. Others who were asked
 * say so when they have no answer; if they do not, this node may well be the one in trouble
 * (Lifeguard, 4.1).
 */
final class Prober {
  private static final class Probe {
    private final long number;
    private final NodeId target;
    private final long ackByMillis;
    private final long endMillis;
    private final SortedSet<NodeId> silent = new TreeSet<>();
    private boolean relayed;
    private boolean anybodyAsked;
    private boolean answered;

    Probe(long number, NodeId target, long ackByMillis, long endMillis) {
      this.number = number;
      this.target = target;
      this.ackByMillis = ackByMillis;
      this.endMillis = endMillis;
    }
  }

  private final SwimConfig config;
  private final Roster roster;
  private final Beliefs beliefs;
  private final ProbeOrder order;
  private final LocalHealth health;
  private final Post post;
  private final Relays relays;
  private final RandomGenerator random;
  private long lastNumber;
  private Optional<Probe> current = Optional.empty();

  Prober(
      SwimConfig config,
      Roster roster,
      Beliefs beliefs,
      ProbeOrder order,
      LocalHealth health,
      Post post,
      RandomGenerator random) {
    this.config = config;
    this.roster = roster;
    this.beliefs = beliefs;
    this.order = order;
    this.health = health;
    this.post = post;
    this.random = random;
    this.relays = new Relays(config);
    this.lastNumber = random.nextLong();
  }

  void tick(long nowMillis, List<Effect> effects) {
    relays.tick(nowMillis, post, effects);
    current.ifPresent(probe -> pursue(probe, nowMillis, effects));
    if (current.isEmpty()) {
      order.next(this::isPresent).ifPresent(target -> begin(target, nowMillis, effects));
    }
  }

  private boolean isPresent(NodeId member) {
    return roster.of(member).filter(claim -> !claim.state().isGone()).isPresent();
  }

  private void begin(NodeId target, long nowMillis, List<Effect> effects) {
    Probe probe =
        new Probe(
            ++lastNumber,
            target,
            nowMillis + health.scale(config.ackMillis()),
            nowMillis + health.scale(config.probeMillis()));
    current = Optional.of(probe);
    ping(probe, effects);
  }

  /** Who is suspected hears of it first of all (Lifeguard's buddy system, 4.3). */
  private void ping(Probe probe, List<Effect> effects) {
    roster
        .of(probe.target)
        .ifPresent(
            claim ->
                post.send(
                    claim.address(),
                    new SwimMessage.Ping(probe.number, probe.target),
                    Optional.of(claim).filter(known -> known.state() == MemberState.SUSPECT),
                    effects));
  }

  private void pursue(Probe probe, long nowMillis, List<Effect> effects) {
    if (!probe.answered && !probe.relayed && nowMillis >= probe.ackByMillis) {
      probe.relayed = true;
      ping(probe, effects);
      askOthers(probe, effects);
    }
    if (nowMillis >= probe.endMillis) {
      current = Optional.empty();
      if (!probe.answered) {
        fail(probe, nowMillis, effects);
      }
    }
  }

  private void askOthers(Probe probe, List<Effect> effects) {
    Optional<Claim> target = roster.of(probe.target);
    List<Claim> able =
        roster.others().stream()
            .filter(claim -> claim.state() == MemberState.ALIVE)
            .filter(claim -> !claim.member().equals(probe.target))
            .toList();
    for (Claim other : Chance.some(able, config.relays(), random)) {
      probe.anybodyAsked = true;
      probe.silent.add(other.member());
      target.ifPresent(
          claim ->
              post.send(
                  other.address(),
                  new SwimMessage.PingRequest(probe.number, probe.target, claim.address()),
                  Optional.empty(),
                  effects));
    }
  }

  private void fail(Probe probe, long nowMillis, List<Effect> effects) {
    if (!probe.anybodyAsked || !probe.silent.isEmpty()) {
      health.worsen();
    }
    effects.add(new Effect.Observed(new Probed(probe.target, ProbeEnd.FAILED)));
    beliefs.suspect(probe.target, nowMillis, effects);
  }

  /** {@code target} answered a ping of this node, or somebody says so who was asked. */
  void acked(long number, Claim sender, List<Effect> effects) {
    Optional<Probe> asked = current.filter(probe -> probe.number == number && !probe.answered);
    if (asked.isPresent()) {
      Probe probe = asked.get();
      probe.answered = true;
      health.improve();
      ProbeEnd end = probe.relayed ? ProbeEnd.ANSWERED_INDIRECTLY : ProbeEnd.ANSWERED;
      effects.add(new Effect.Observed(new Probed(probe.target, end)));
    }
    relays.acked(number, sender, post, effects);
  }

  void nacked(long number, NodeId from) {
    current.filter(probe -> probe.number == number).ifPresent(probe -> probe.silent.remove(from));
  }

  /** Pings for somebody else. */
  void relay(
      SwimMessage.PingRequest request, Endpoint asker, long nowMillis, List<Effect> effects) {
    if (relays.begin(++lastNumber, request.number(), asker, nowMillis)) {
      post.send(
          request.address(),
          new SwimMessage.Ping(lastNumber, request.target()),
          roster.of(request.target()).filter(claim -> claim.state() == MemberState.SUSPECT),
          effects);
    }
  }
}
