package io.kvasir.core.consensus;

import io.kvasir.core.node.ReplicaId;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.random.RandomGenerator;

/** One replica of one group. Single owner, deterministic. */
public final class Raft {
  private final ReplicaId self;
  private final Recovered recovered;

  /**
   * @param recovered what was stored
   * @param random spreads the election time-outs
   */
  public Raft(ReplicaId self, RaftConfig config, Recovered recovered, RandomGenerator random) {
    this.self = self;
    this.recovered = recovered;
  }

  /** What follows from {@code event}. */
  public List<Effect> on(Event event) {
    return List.of();
  }

  /** This replica now. */
  public RaftStatus status() {
    return new RaftStatus(
        self,
        Role.FOLLOWER,
        recovered.state().term(),
        Optional.empty(),
        1,
        0,
        0,
        0,
        0,
        false,
        recovered.start().membership(),
        0,
        new TreeMap<>());
  }
}
