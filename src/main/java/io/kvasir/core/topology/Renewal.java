package io.kvasir.core.topology;

import io.kvasir.core.node.NodeId;
import io.kvasir.core.node.ReplicaId;
import io.kvasir.core.topology.Founding.Effect;
import io.kvasir.core.topology.FoundingMessage.Renew;
import io.kvasir.core.topology.FoundingMessage.Renewed;
import java.util.List;
import java.util.TreeSet;

/**
 * How a member hears whether it still is one. When it starts it asks all others, and serves when
 * one of them says so that knows no less than it does, or when nobody answers for a while; later it
 * asks one of them now and then.
 */
final class Renewal {
  /** What an answer tells. */
  enum Word {
    /** It is a member, and serves from now on. */
    MEMBER,
    /** It is none any more. */
    REMOVED,
    /** What is known, or of one that knows less. */
    NOTHING_NEW
  }

  /** Every so many ticks a member that serves asks another. */
  private static final long INTERVAL = 10;

  /** For so many ticks it waits for somebody's word when it starts. */
  private static final long DOUBT = 25;

  private final FoundingConfig config;
  private boolean serving;

  Renewal(FoundingConfig config) {
    this.config = config;
  }

  /** It serves: by somebody's word, or without one. */
  void serve() {
    serving = true;
  }

  /** Whether it is to begin to serve though nobody said so. */
  boolean needsNoWord(Topology known, long ticks) {
    return !serving && (peers(known).isEmpty() || ticks > DOUBT);
  }

  /** Questions for others, as they are due. */
  List<Effect> ask(Standing.Settled settled, Topology known, long ticks) {
    List<NodeId> peers = peers(known);
    Renew question = new Renew(settled.first().clusterId(), settled.life());
    if (!serving) {
      return peers.stream().<Effect>map(peer -> new Effect.Send(peer, question)).toList();
    }
    if (peers.isEmpty() || ticks % INTERVAL != 0) {
      return List.of();
    }
    NodeId peer = peers.get((int) (ticks / INTERVAL % peers.size()));
    return List.of(new Effect.Send(peer, question));
  }

  private List<NodeId> peers(Topology known) {
    TreeSet<NodeId> peers = new TreeSet<>(known.members().keySet());
    peers.addAll(config.listed());
    peers.remove(config.self().id());
    return List.copyOf(peers);
  }

  /** What a member that has {@code now} answers to {@code from} in that life. */
  static Renewed answer(Topology now, NodeId from, long life) {
    return new Renewed(
        now.clusterId(), now.version(), life, now.isMember(new ReplicaId(from, life)));
  }

  /** Who knows less than this node cannot tell. */
  Word hear(Standing.Settled settled, Topology known, Renewed renewed) {
    boolean concerned =
        renewed.clusterId() == settled.first().clusterId() && renewed.life() == settled.life();
    if (concerned && !renewed.isMember() && renewed.version() > known.version()) {
      return Word.REMOVED;
    }
    return concerned && renewed.isMember() && renewed.version() >= known.version() && !serving
        ? Word.MEMBER
        : Word.NOTHING_NEW;
  }
}
