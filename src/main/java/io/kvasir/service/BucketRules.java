package io.kvasir.service;

import io.kvasir.core.bucket.BucketName;
import io.kvasir.core.bucket.BucketSpec;
import io.kvasir.core.bucket.Consistency;
import io.kvasir.core.bucket.DataType;
import io.kvasir.core.bucket.Quorum;
import java.util.Optional;

/** What a new bucket may be. Nothing is corrected: what is not allowed is refused by name. */
final class BucketRules {
  static final int DEFAULT_REPLICAS = 3;
  static final int MAX_REPLICAS = 16;

  private BucketRules() {}

  static BucketName name(String text) {
    if (!BucketName.isValid(text)) {
      throw invalid("name", "must be 1 to 64 of letters, digits, '.', '_' and '-'");
    }
    BucketName name = new BucketName(text);
    if (name.isSystem()) {
      throw invalid("name", "must not start with \"__\": such names are the system's");
    }
    return name;
  }

  static BucketSpec spec(BucketDraft draft) {
    refuseExpiry(draft.ttlSeconds());
    int replicas = replicas(draft.replicas());
    Consistency consistency = consistency(draft);
    requireWithin(replicas, "write_quorum", consistency.write());
    requireWithin(replicas, "read_quorum", consistency.read());
    return new BucketSpec(type(draft.type()), consistency, replicas);
  }

  private static DataType type(Optional<String> label) {
    if (label.isEmpty()) {
      return DataType.LWW_REGISTER;
    }
    return DataType.ofLabel(label.get())
        .orElseThrow(() -> invalid("type", "must be lww, orswot or pn_counter"));
  }

  private static int replicas(Optional<Long> replicas) {
    long n = replicas.orElse((long) DEFAULT_REPLICAS);
    if (n < 1 || n > MAX_REPLICAS) {
      throw invalid("replication_n", "must be 1 to " + MAX_REPLICAS);
    }
    return (int) n;
  }

  private static Consistency consistency(BucketDraft draft) {
    boolean explicit = draft.writeQuorum().isPresent() || draft.readQuorum().isPresent();
    if (draft.consistency().isPresent() && explicit) {
      throw invalid(
          "consistency", "must not come with write_quorum or read_quorum: it chooses both");
    }
    if (explicit) {
      return new Consistency.Explicit(
          draft.writeQuorum().orElse(Consistency.Preset.CONSISTENT.write()),
          draft.readQuorum().orElse(Consistency.Preset.CONSISTENT.read()));
    }
    return draft.consistency().map(BucketRules::preset).orElse(Consistency.Preset.CONSISTENT);
  }

  private static Consistency preset(String label) {
    if (label.equals("linearizable")) {
      throw new Refused(
          new Failure.Unsupported(
              "consistency", "linearizable buckets are not in this version of Kvasir"));
    }
    return Consistency.Preset.ofLabel(label)
        .orElseThrow(
            () -> invalid("consistency", "must be eventual, session, consistent or paranoid"));
  }

  private static void requireWithin(int replicas, String field, Quorum quorum) {
    if (quorum.of(replicas) > replicas) {
      throw invalid(field, "must not exceed the " + replicas + " replicas of replication_n");
    }
  }

  private static void refuseExpiry(Optional<Long> ttlSeconds) {
    long ttl = ttlSeconds.orElse(0L);
    if (ttl < 0) {
      throw invalid("ttl_seconds", "must be 0 or more");
    }
    if (ttl > 0) {
      throw new Refused(
          new Failure.Unsupported("ttl_seconds", "expiry is not in this version of Kvasir"));
    }
  }

  private static Refused invalid(String field, String reason) {
    return new Refused(new Failure.InvalidBucket(field, reason));
  }
}
