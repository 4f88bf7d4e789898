package io.kvasir.engine;

import io.kvasir.core.node.NodeId;
import io.kvasir.core.time.Tick;
import io.kvasir.engine.port.Timers;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;

/**
 * What this node and its peers take for the time, by which everything here judges what has ended:
 * the physical part of a hybrid logical clock (Kulkarni et al., OPODIS 2014), which is the node's
 * own wall clock or the latest time heard, whichever is later. It is never further ahead of the own
 * clock than {@link #MAX_AHEAD_MILLIS}, so that one clock that is far off ends nothing elsewhere;
 * nor, once two peers were heard, further ahead of the clocks of half the nodes, so that it ends
 * nothing here. But for that it does not go back. Any thread.
 */
public final class AgreedClock {
  /** What nodes' clocks may differ by without being judged apart. */
  static final long MAX_AHEAD_MILLIS = 10_000;

  /** Who was not heard for so long does not count. */
  private static final long HEARD_MILLIS = 60_000;

  /** So often, at most, it is reckoned what the others' clocks are. */
  private static final long RECKON_MILLIS = 100;

  private static final long NONE = Long.MAX_VALUE;

  /**
   * The clock of a peer.
   *
   * @param ahead of the ticks here, in milliseconds
   */
  private record Heard(Tick at, long ahead) {}

  /**
   * The latest time that half the nodes allow.
   *
   * @param ahead of the ticks here, in milliseconds, or {@link #NONE}
   */
  private record Limit(Tick at, long ahead) {
    long millis(Tick now) {
      return ahead == NONE ? NONE : now.millis() + ahead;
    }
  }

  private final Timers timers;
  private final AtomicLong latest = new AtomicLong();
  private final ConcurrentSkipListMap<NodeId, Heard> peers = new ConcurrentSkipListMap<>();
  private final AtomicReference<Limit> limit;

  public AgreedClock(Timers timers) {
    this.timers = timers;
    this.limit = new AtomicReference<>(new Limit(timers.now(), NONE));
  }

  /** Milliseconds since 1970. */
  public long millis() {
    long wall = Math.max(0, timers.wallMillis());
    long allowed = limit.get().millis(timers.now());
    long own = Math.min(wall, allowed);
    long bound = Math.min(wall + MAX_AHEAD_MILLIS, allowed);
    return latest.updateAndGet(last -> Math.clamp(last, own, bound));
  }

  /** A peer said that it is so late; 0 when it did not say. */
  public void heard(NodeId from, long millis) {
    if (millis <= 0) {
      return;
    }
    Tick now = timers.now();
    peers.put(from, new Heard(now, millis - now.millis()));
    if (limit.get().at().millisUntil(now) >= RECKON_MILLIS) {
      limit.set(new Limit(now, reckon(now)));
    }
    long bound = Math.max(0, timers.wallMillis()) + MAX_AHEAD_MILLIS;
    latest.accumulateAndGet(Math.min(millis, bound), Math::max);
  }

  /**
   * Of all clocks, the own one included, half are no earlier; with one peer there is no telling.
   */
  private long reckon(Tick now) {
    peers.values().removeIf(heard -> heard.at().millisUntil(now) > HEARD_MILLIS);
    long[] others = peers.values().stream().mapToLong(Heard::ahead).sorted().toArray();
    int middle = (others.length + 1) / 2;
    return middle < others.length ? others[middle] + MAX_AHEAD_MILLIS : NONE;
  }
}
