package io.kvasir.core.bucket;

import java.util.List;
import java.util.Optional;

/** How a bucket trades latency for certainty: a named preset, explicit quorums, or consensus. */
public sealed interface Consistency {
  /** How many durable acknowledgements a write waits for. */
  Quorum write();

  /** How many replicas a read asks. */
  Quorum read();

  /** A named pair of quorums. */
  enum Preset implements Consistency {
    /** The first durable copy will do. */
    EVENTUAL("eventual"),
    /** Survives a minority of disks; a read may be behind. */
    SESSION("session"),
    /** A read sees every acknowledged write. */
    CONSISTENT("consistent"),
    /** Every replica has it, or it is not acknowledged. */
    PARANOID("paranoid");

    private final String label;

    Preset(String label) {
      this.label = label;
    }

    public String label() {
      return label;
    }

    @Override
    public Quorum write() {
      return switch (this) {
        case EVENTUAL -> new Quorum.Exactly(1);
        case SESSION, CONSISTENT -> new Quorum.Majority();
        case PARANOID -> new Quorum.All();
      };
    }

    @Override
    public Quorum read() {
      return switch (this) {
        case EVENTUAL, SESSION -> new Quorum.Exactly(1);
        case CONSISTENT -> new Quorum.Majority();
        case PARANOID -> new Quorum.All();
      };
    }

    public static Optional<Preset> ofLabel(String label) {
      return List.of(values()).stream().filter(preset -> preset.label.equals(label)).findFirst();
    }
  }

  /** Quorums the bucket's owner chose. */
  record Explicit(Quorum write, Quorum read) implements Consistency {}

  /**
   * Strict serializability by consensus: a write is in the log of a majority before it is
   * acknowledged, and a read is confirmed by one.
   *
   * @param shards the groups that the bucket's keys are dealt out to, 1 to {@value #MAX_SHARDS}; a
   *     transaction stays within one
   */
  record Linearizable(int shards) implements Consistency {
    public static final int MAX_SHARDS = 256;

    public Linearizable {
      if (shards < 1 || shards > MAX_SHARDS) {
        throw new IllegalArgumentException(
            "a bucket has 1 to " + MAX_SHARDS + " shards, not " + shards);
      }
    }

    @Override
    public Quorum write() {
      return new Quorum.Majority();
    }

    @Override
    public Quorum read() {
      return new Quorum.Majority();
    }
  }
}
