package io.kvasir.operator.core.bucket;

/** How a bucket's replicas agree. */
public sealed interface Consistency {
  /** Converges, with both quorums by a name. */
  record Preset(String name) implements Consistency {
    @Override
    public String describe() {
      return name;
    }
  }

  /** Converges, with quorums in replicas. */
  record Quorums(int write, int read) implements Consistency {
    @Override
    public String describe() {
      return "W = %d and R = %d".formatted(write, read);
    }
  }

  /** Consensus, in so many groups. */
  record Linearizable(int shards) implements Consistency {
    @Override
    public String describe() {
      return "linearizable in %d shards".formatted(shards);
    }
  }

  /** For people. */
  String describe();
}
