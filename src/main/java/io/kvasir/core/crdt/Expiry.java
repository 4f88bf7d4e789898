package io.kvasir.core.crdt;

import io.kvasir.core.node.Actor;
import io.kvasir.core.time.HybridTimestamp;
import java.util.Comparator;

/**
 * When all that stands under a key ends. What was said last stays, by stamp and actor; of when the
 * key was written, the latest. A lattice of its own.
 *
 * <p>A key lives from a first saying, or a first write, until the end that was said last. Who knows
 * that it is over, and writes it, begins a new life and says so. Who does not know of the end only
 * leaves the time of its write; that the write came after the end is then found out where both are
 * known ({@link #isOverBefore}).
 *
 * @param stamp when it was said; {@link HybridTimestamp#ZERO} if never
 * @param actor who said it
 * @param endMillis milliseconds since 1970 of the nodes' agreed time, or {@link #NEVER}
 * @param begunMillis of the same time: since when what was said goes on from what was said before;
 *     0 if never
 * @param writtenMillis of the same time: when something was written last, whatever it said; 0 if
 *     never
 */
public record Expiry(
    HybridTimestamp stamp, Actor actor, long endMillis, long begunMillis, long writtenMillis) {
  /** The end of what does not end. */
  public static final long NEVER = Long.MAX_VALUE;

  /** Of a key that was never written. */
  public static final Expiry NONE = written(0);

  private static final Comparator<Expiry> ORDER =
      Comparator.comparing(Expiry::stamp)
          .thenComparing(Expiry::actor)
          .thenComparingLong(Expiry::endMillis)
          .thenComparingLong(Expiry::begunMillis);

  public Expiry {
    if (endMillis < 0 || begunMillis < 0 || writtenMillis < 0) {
      throw new IllegalArgumentException("a time before 1970");
    }
  }

  /** Said by a write at the time of its stamp, with which a life begins. */
  public Expiry(HybridTimestamp stamp, Actor actor, long endMillis) {
    this(stamp, actor, endMillis, stamp.millis(), stamp.millis());
  }

  /** Of a key that was written at that time, and nothing said of its end. */
  public static Expiry written(long millis) {
    return new Expiry(HybridTimestamp.ZERO, new Actor(0), NEVER, 0, millis);
  }

  /** Whether anything was ever said. */
  public boolean isSaid() {
    return !stamp.equals(HybridTimestamp.ZERO);
  }

  /** Whether the key stays: no end was said, or the key was written after it. */
  public boolean isEndless() {
    return endMillis == NEVER || (writtenMillis > 0 && writtenMillis >= endMillis);
  }

  /** Whether it is over at {@code nowMillis}. */
  public boolean hasPassed(long nowMillis) {
    return !isEndless() && endMillis <= nowMillis;
  }

  /**
   * Whether what stands under this was over before what stands under {@code other} was written, by
   * somebody who began anew or knew nothing of this.
   */
  public boolean isOverBefore(Expiry other) {
    long since = ORDER.compare(other, this) > 0 ? other.begunMillis : other.writtenMillis;
    return hasPassed(since);
  }

  public Expiry join(Expiry other) {
    Expiry later = ORDER.compare(this, other) >= 0 ? this : other;
    long written = Math.max(writtenMillis, other.writtenMillis);
    return written == later.writtenMillis
        ? later
        : new Expiry(later.stamp, later.actor, later.endMillis, later.begunMillis, written);
  }
}
