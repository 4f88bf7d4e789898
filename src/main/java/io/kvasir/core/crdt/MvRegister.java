package io.kvasir.core.crdt;

import io.kvasir.core.bucket.DataType;
import io.kvasir.core.bucket.Value;
import io.kvasir.core.causality.CausalContext;
import io.kvasir.core.causality.Dot;
import io.kvasir.core.causality.DotSet;
import io.kvasir.core.node.Actor;
import io.kvasir.core.time.HybridTimestamp;
import java.util.Collections;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * A register that keeps every value that no later write has seen: concurrent writes stand side by
 * side until a write replaces those it knows of (Almeida et al. 2018, figure 10; Preguiça et al.,
 * "Dotted Version Vectors", 2010).
 *
 * @param siblings the values that are alive, each under the dot of its write
 * @param context every dot this state has seen
 */
public record MvRegister(SortedMap<Dot, Sibling> siblings, CausalContext context, Expiry expiry)
    implements Crdt {
  /**
   * With so many siblings, a write is taken only when it replaces one. Replicas that have not heard
   * of each other come to that each by itself, so together they may have more.
   */
  public static final int MAX_SIBLINGS = 64;

  public static final MvRegister BOTTOM = new MvRegister(new TreeMap<>(), CausalContext.EMPTY);

  /** A value and when it was written. */
  public record Sibling(HybridTimestamp stamp, Value value) {}

  public MvRegister {
    siblings = Collections.unmodifiableSortedMap(new TreeMap<>(siblings));
  }

  /** A register that nobody set an end for. */
  public MvRegister(SortedMap<Dot, Sibling> siblings, CausalContext context) {
    this(siblings, context, Expiry.NONE);
  }

  @Override
  public DotSet dots() {
    return DotSet.of(siblings.keySet());
  }

  /** The stamp of the latest value; {@link HybridTimestamp#ZERO} when there is none. */
  public HybridTimestamp newest() {
    return siblings.values().stream()
        .map(Sibling::stamp)
        .max(HybridTimestamp::compareTo)
        .orElse(HybridTimestamp.ZERO);
  }

  /** Whether there is no room for one more, and a write that has {@code seen} replaces none. */
  boolean isFullBeside(CausalContext seen) {
    return siblings.size() >= MAX_SIBLINGS && siblings.keySet().stream().noneMatch(seen::contains);
  }

  /** The delta that writes a value in the place of those among {@code seen}. */
  MvRegister put(Actor actor, Sibling sibling, CausalContext seen) {
    Dot dot = context.nextDot(actor);
    TreeMap<Dot, Sibling> written = new TreeMap<>();
    written.put(dot, sibling);
    return new MvRegister(written, seen.join(CausalContext.of(DotSet.of(dot))));
  }

  /** The delta that removes the values among {@code seen}. */
  static MvRegister delete(CausalContext seen) {
    return new MvRegister(new TreeMap<>(), seen);
  }

  MvRegister join(MvRegister other) {
    TreeMap<Dot, Sibling> alive = new TreeMap<>();
    keep(alive, this, other);
    keep(alive, other, this);
    return new MvRegister(alive, context.join(other.context), expiry.join(other.expiry));
  }

  /** Those of {@code mine} that the other side holds too, or has not seen. */
  private static void keep(SortedMap<Dot, Sibling> alive, MvRegister mine, MvRegister theirs) {
    for (Map.Entry<Dot, Sibling> entry : mine.siblings.entrySet()) {
      Dot dot = entry.getKey();
      if (theirs.siblings.containsKey(dot) || !theirs.context.contains(dot)) {
        alive.put(dot, entry.getValue());
      }
    }
  }

  @Override
  public MvRegister under(CausalContext other) {
    return new MvRegister(siblings, other, expiry);
  }

  @Override
  public MvRegister expiring(Expiry other) {
    return new MvRegister(siblings, context, expiry.join(other));
  }

  @Override
  public Slice erased() {
    return Slice.whole(delete(CausalContext.of(dots())));
  }

  @Override
  public DataType type() {
    return DataType.MV_REGISTER;
  }

  @Override
  public boolean isPresent() {
    return !siblings.isEmpty();
  }
}
