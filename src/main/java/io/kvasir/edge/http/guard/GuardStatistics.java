package io.kvasir.edge.http.guard;

import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;

/** Counts the connections that ended because their clients were too slow. From any thread. */
public final class GuardStatistics {
  /** What a client was too slow with. */
  public enum Reason {
    SLOW_HEAD,
    SLOW_BODY,
    SLOW_READER
  }

  private final Map<Reason, LongAdder> ended = new EnumMap<>(Reason.class);

  public GuardStatistics() {
    for (Reason reason : Reason.values()) {
      ended.put(reason, new LongAdder());
    }
  }

  void onEnded(Reason reason) {
    counter(reason).increment();
  }

  public long ended(Reason reason) {
    return counter(reason).sum();
  }

  private LongAdder counter(Reason reason) {
    LongAdder counter = ended.get(reason);
    if (counter == null) {
      throw new IllegalStateException("nothing counts " + reason);
    }
    return counter;
  }
}
