package io.kvasir.core.membership;

import io.kvasir.core.membership.MembershipObservation.StoodStill;
import io.kvasir.core.node.Endpoint;
import io.kvasir.core.node.NodeId;
import io.kvasir.core.time.Tick;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;

/**
 * One node's part in finding out who of its cluster can be reached.
 *
 * <pre>
 * a member is   becomes    when
 * ALIVE         SUSPECT    it did not answer this node's probe, or another node says so
 * SUSPECT       ALIVE      it speaks up with a higher incarnation
 * SUSPECT       DEAD       it did not speak up in time, here or at another node
 * any           LEFT       it said that it stops
 * DEAD, LEFT    ALIVE      it speaks up with a higher incarnation
 * </pre>
 *
 * <p>Every datagram says who its sender is, at which incarnation and address. A receiver that knows
 * better answers with what it knows, so a process that started anew, or was taken for dead, learns
 * of it from the first member that it talks to.
 */
public final class Swim {
  private final Roster roster;
  private final Beliefs beliefs;
  private final Prober prober;
  private final Exchange exchange;
  private final Post post;
  private final LocalHealth health;
  private final AwakeClock clock;

  /**
   * A node that knows nobody yet.
   *
   * @param address where it gets its datagrams
   */
  public Swim(
      NodeId self, Endpoint address, SwimConfig config, Tick start, RandomGenerator random) {
    this.roster = new Roster(self, address);
    this.health = new LocalHealth(config.maxHealth());
    this.clock = new AwakeClock(start);
    Rumors rumors = new Rumors();
    ProbeOrder order = new ProbeOrder(random);
    this.post = new Post(roster, rumors);
    this.beliefs = new Beliefs(config, roster, rumors, order, health, random);
    this.prober = new Prober(config, roster, beliefs, order, health, post, random);
    this.exchange = new Exchange(config, roster, beliefs, rumors, post, random);
  }

  /** What this node says of itself. */
  public Claim self() {
    return roster.self();
  }

  /** What it believes of the others, by id. */
  public Collection<Claim> others() {
    return roster.others();
  }

  /** How far it trusts what it does not hear; 0 is fully. */
  public int healthScore() {
    return health.score();
  }

  public List<Effect> on(Event event) {
    List<Effect> effects = new ArrayList<>();
    if (roster.self().state() != MemberState.LEFT) {
      switch (event) {
        case Event.Ticked(Tick now) -> tick(now, effects);
        case Event.Received(Tick now, Endpoint from, Datagram datagram) ->
            receive(now, from, datagram, effects);
        case Event.Listed listed -> beliefs.list(listed.members(), clock.millis(), effects);
        case Event.Seeded seeded -> exchange.seeds(seeded.seeds());
        case Event.Leaving() -> leave(effects);
      }
    }
    return effects;
  }

  private void leave(List<Effect> effects) {
    roster.leave();
    exchange.sayGoodbye(effects);
  }

  private void tick(Tick now, List<Effect> effects) {
    advance(now, effects);
    prober.tick(clock.millis(), effects);
    beliefs.tick(clock.millis(), effects);
    exchange.tick(clock.millis(), effects);
  }

  private void advance(Tick now, List<Effect> effects) {
    long lost = clock.advance(now);
    if (lost > 0) {
      health.worsen();
      effects.add(new Effect.Observed(new StoodStill(lost)));
    }
  }

  private void receive(Tick now, Endpoint from, Datagram datagram, List<Effect> effects) {
    advance(now, effects);
    Claim sender = datagram.sender();
    boolean refuted = hear(sender, effects);
    boolean table = datagram.message() instanceof SwimMessage.Sync;
    for (Claim claim : datagram.claims()) {
      refuted |=
          table
              ? beliefs.hearFromTable(claim, sender.member(), clock.millis(), effects)
              : hear(claim, effects);
    }
    if (!sender.member().equals(roster.self().member())) {
      answer(from, sender, datagram.message(), effects);
    }
    if (refuted) {
      exchange.gossip(effects);
    }
  }

  private boolean hear(Claim claim, List<Effect> effects) {
    return beliefs.hear(claim, clock.millis(), effects);
  }

  private void answer(Endpoint from, Claim sender, SwimMessage message, List<Effect> effects) {
    Optional<Claim> correction =
        roster.of(sender.member()).filter(known -> known.outweighs(sender));
    switch (message) {
      case SwimMessage.Ping(long number, NodeId to) -> {
        if (to.equals(roster.self().member())) {
          post.send(from, new SwimMessage.Ack(number), correction, effects);
        }
      }
      case SwimMessage.Ack(long number) -> prober.acked(number, sender, effects);
      case SwimMessage.Nack(long number) -> prober.nacked(number, sender.member());
      case SwimMessage.PingRequest request -> prober.relay(request, from, clock.millis(), effects);
      case SwimMessage.Sync(boolean reply) -> {
        if (reply) {
          exchange.push(from, false, effects);
        }
      }
      case SwimMessage.Gossip gossip -> {}
    }
    boolean answered = message instanceof SwimMessage.Ping;
    if (correction.isPresent() && !answered) {
      post.send(from, new SwimMessage.Gossip(), correction, effects);
    }
  }
}
