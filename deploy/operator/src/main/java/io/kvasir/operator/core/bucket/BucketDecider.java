package io.kvasir.operator.core.bucket;

import io.kvasir.operator.core.bucket.BucketView.Absent;
import io.kvasir.operator.core.bucket.BucketView.Present;
import io.kvasir.operator.core.bucket.BucketView.Unreachable;
import io.kvasir.operator.core.bucket.Consistency.Linearizable;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Decides what is done next with a bucket. A bucket that differs in what is fixed is not touched.
 */
public final class BucketDecider {
  private BucketDecider() {}

  /** Towards a bucket as desired. */
  public static BucketStep next(BucketSettings desired, BucketView seen) {
    return switch (seen) {
      case Unreachable unreachable -> new BucketStep.Wait();
      case Absent absent -> new BucketStep.Create(desired);
      case Present(BucketSettings is) -> next(desired, is);
    };
  }

  private static BucketStep next(BucketSettings desired, BucketSettings is) {
    List<String> fixed = fixed(desired, is);
    if (!fixed.isEmpty()) {
      return new BucketStep.Blocked(fixed);
    }
    BucketChange change = change(desired, is);
    return change.isEmpty() ? new BucketStep.Settled() : new BucketStep.Change(change);
  }

  /** Towards no bucket, where that is the policy. */
  public static BucketStep end(BucketSettings desired, BucketView seen) {
    return switch (seen) {
      case Unreachable unreachable -> new BucketStep.Wait();
      case Absent absent -> new BucketStep.Settled();
      case Present(BucketSettings is) -> {
        List<String> fixed = fixed(desired, is);
        yield fixed.isEmpty() ? new BucketStep.Drop() : new BucketStep.Blocked(fixed);
      }
    };
  }

  private static List<String> fixed(BucketSettings desired, BucketSettings is) {
    List<String> differences = new ArrayList<>();
    compare(differences, "type", desired.type(), is.type());
    compare(differences, "replication", desired.replication(), is.replication());
    boolean bothConverge =
        !(desired.consistency() instanceof Linearizable)
            && !(is.consistency() instanceof Linearizable);
    if (!bothConverge) {
      String wanted = desired.consistency().describe();
      compare(differences, "consistency", wanted, is.consistency().describe());
    }
    return differences;
  }

  private static void compare(List<String> differences, String field, Object desired, Object is) {
    if (!desired.equals(is)) {
      differences.add("%s is %s, not %s".formatted(field, is, desired));
    }
  }

  private static BucketChange change(BucketSettings desired, BucketSettings is) {
    return new BucketChange(
        Optional.of(desired.consistency()).filter(each -> !each.equals(is.consistency())),
        Optional.of(desired.demandsPrecondition()).filter(each -> each != is.demandsPrecondition()),
        Optional.of(desired.ttlSeconds()).filter(each -> each != is.ttlSeconds()));
  }
}
