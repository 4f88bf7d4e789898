package io.kvasir.core.handoff;

import io.kvasir.core.handoff.Intake.Effect;
import java.util.List;
import java.util.TreeMap;
import java.util.TreeSet;

/** The joins that are not durable yet; those that failed are tried again at the next tick. */
final class Merges {
  private final TreeMap<Long, Effect.Merge> underWay = new TreeMap<>();
  private final TreeSet<Long> failed = new TreeSet<>();
  private long last;

  boolean isIdle() {
    return underWay.isEmpty();
  }

  void begin(Piece piece, List<Effect> effects) {
    Effect.Merge merge = new Effect.Merge(++last, piece.entry(), piece.slice());
    underWay.put(merge.id(), merge);
    effects.add(merge);
  }

  void end(long id) {
    underWay.remove(id);
    failed.remove(id);
  }

  void fail(long id) {
    if (underWay.containsKey(id)) {
      failed.add(id);
    }
  }

  void retry(List<Effect> effects) {
    failed.forEach(
        id -> {
          Effect.Merge merge = underWay.get(id);
          if (merge != null) {
            effects.add(merge);
          }
        });
    failed.clear();
  }

  /** Forgets all; what still ends of them does not matter any more. */
  void abandon() {
    underWay.clear();
    failed.clear();
  }
}
