package io.kvasir.service;

import io.kvasir.core.bucket.BucketName;
import io.kvasir.core.bucket.BucketSpec;
import io.kvasir.core.bucket.Consistency;
import io.kvasir.core.bucket.DataType;
import io.kvasir.core.bucket.Quorum;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What a new bucket may be. Nothing is corrected: what is not allowed is refused by name. */
final class BucketRules {
  static final int DEFAULT_REPLICAS = 3;
  static final int MAX_REPLICAS = 16;

  private static final String LINEARIZABLE = "linearizable";

  private BucketRules() {}

  static BucketName name(String text) {
    if (!BucketName.isValid(text)) {
      throw invalid(
          "name", "must be 1 to 64 of letters, digits, '.', '_' and '-', and not '.' or '..'");
    }
    BucketName name = new BucketName(text);
    if (name.isSystem()) {
      throw invalid("name", "must not start with \"__\": such names are the system's");
    }
    return name;
  }

  static BucketSpec spec(BucketDraft draft) {
    long ttlSeconds = ttlSeconds(draft.ttlSeconds());
    int replicas = replicas(draft.replicas());
    Consistency consistency = consistency(draft);
    requireWithin(replicas, "write_quorum", consistency.write());
    requireWithin(replicas, "read_quorum", consistency.read());
    DataType type = type(draft.type());
    if (isLinearizable(draft) && type != DataType.LWW_REGISTER) {
      throw invalid("type", "must be lww in a linearizable bucket: sets and counters converge");
    }
    boolean demands = draft.demandsPrecondition().orElse(false);
    requirePossible(demands, consistency);
    return new BucketSpec(type, consistency, replicas, ttlSeconds, demands);
  }

  /**
   * What becomes of a bucket when what may change of it does: the time to live, the quorums, and
   * whether writes need preconditions.
   *
   * @param draft what is not said stays
   */
  static BucketSpec changed(BucketSpec spec, BucketDraft draft) {
    boolean isLinearizable = spec.consistency() instanceof Consistency.Linearizable;
    boolean choosesQuorums =
        draft.consistency().isPresent()
            || draft.writeQuorum().isPresent()
            || draft.readQuorum().isPresent();
    if (!choosesQuorums && draft.ttlSeconds().isEmpty() && draft.demandsPrecondition().isEmpty()) {
      throw new Refused(
          new Failure.Invalid(
              "ttl_seconds",
              "must be given, or consistency, write_quorum, read_quorum or demand_precondition"));
    }
    if (choosesQuorums && (isLinearizable || isLinearizable(draft))) {
      throw invalid("consistency", "cannot change to or from linearizable");
    }
    long ttlSeconds =
        draft.ttlSeconds().isPresent() ? ttlSeconds(draft.ttlSeconds()) : spec.ttlSeconds();
    Consistency consistency =
        choosesQuorums ? changed(spec.consistency(), draft) : spec.consistency();
    if (choosesQuorums) {
      requireWithin(spec.replicas(), "write_quorum", consistency.write());
      requireWithin(spec.replicas(), "read_quorum", consistency.read());
    }
    boolean demands = draft.demandsPrecondition().orElse(spec.demandsPrecondition());
    requirePossible(demands, consistency);
    return new BucketSpec(spec.type(), consistency, spec.replicas(), ttlSeconds, demands);
  }

  private static void requirePossible(boolean demandsPrecondition, Consistency consistency) {
    if (demandsPrecondition && !(consistency instanceof Consistency.Linearizable)) {
      throw invalid("demand_precondition", "must come with the consistency linearizable only");
    }
  }

  private static Consistency changed(Consistency now, BucketDraft draft) {
    refuseTwoChoices(draft);
    return draft.consistency().isPresent()
        ? preset(draft.consistency().get())
        : new Consistency.Explicit(
            draft.writeQuorum().orElse(now.write()), draft.readQuorum().orElse(now.read()));
  }

  private static boolean isLinearizable(BucketDraft draft) {
    return draft.consistency().equals(Optional.of(LINEARIZABLE));
  }

  private static DataType type(Optional<String> label) {
    if (label.isEmpty()) {
      return DataType.LWW_REGISTER;
    }
    return DataType.ofLabel(label.get())
        .orElseThrow(() -> invalid("type", "must be one of " + labels()));
  }

  private static String labels() {
    return Stream.of(DataType.values()).map(DataType::label).collect(Collectors.joining(", "));
  }

  private static int replicas(Optional<Long> replicas) {
    long n = replicas.orElse((long) DEFAULT_REPLICAS);
    if (n < 1 || n > MAX_REPLICAS) {
      throw invalid("replication_n", "must be 1 to " + MAX_REPLICAS);
    }
    return (int) n;
  }

  private static Consistency consistency(BucketDraft draft) {
    refuseTwoChoices(draft);
    if (isLinearizable(draft)) {
      return new Consistency.Linearizable(shards(draft.shards()));
    }
    if (draft.shards().isPresent()) {
      throw invalid("shards", "must come with the consistency linearizable only");
    }
    if (draft.writeQuorum().isPresent() || draft.readQuorum().isPresent()) {
      return new Consistency.Explicit(
          draft.writeQuorum().orElse(Consistency.Preset.CONSISTENT.write()),
          draft.readQuorum().orElse(Consistency.Preset.CONSISTENT.read()));
    }
    return draft.consistency().map(BucketRules::preset).orElse(Consistency.Preset.CONSISTENT);
  }

  private static void refuseTwoChoices(BucketDraft draft) {
    if (draft.consistency().isEmpty()) {
      return;
    }
    if (draft.writeQuorum().isPresent() || draft.readQuorum().isPresent()) {
      throw invalid(
          "consistency", "must not come with write_quorum or read_quorum: it chooses both");
    }
  }

  private static int shards(Optional<Long> shards) {
    long count = shards.orElse(1L);
    if (count < 1 || count > Consistency.Linearizable.MAX_SHARDS) {
      throw invalid("shards", "must be 1 to " + Consistency.Linearizable.MAX_SHARDS);
    }
    return (int) count;
  }

  private static Consistency preset(String label) {
    return Consistency.Preset.ofLabel(label)
        .orElseThrow(
            () ->
                invalid(
                    "consistency",
                    "must be eventual, session, consistent, paranoid or linearizable"));
  }

  private static void requireWithin(int replicas, String field, Quorum quorum) {
    if (quorum.of(replicas) > replicas) {
      throw invalid(field, "must not exceed the " + replicas + " replicas of replication_n");
    }
  }

  static long ttlSeconds(Optional<Long> ttlSeconds) {
    long ttl = ttlSeconds.orElse(0L);
    if (ttl < 0 || ttl > BucketSpec.MAX_TTL_SECONDS) {
      throw invalid("ttl_seconds", "must be 0 to " + BucketSpec.MAX_TTL_SECONDS);
    }
    return ttl;
  }

  private static Refused invalid(String field, String reason) {
    return new Refused(new Failure.InvalidBucket(field, reason));
  }
}
