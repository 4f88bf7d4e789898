package io.kvasir.core.crdt;

import io.kvasir.core.bucket.DataType;
import io.kvasir.core.causality.CausalContext;
import io.kvasir.core.causality.DotSet;
import io.kvasir.core.node.Actor;
import java.math.BigInteger;
import java.util.Collections;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * A counter that can go up, down and be deleted. Each actor counts its own increments and
 * decrements (Shapiro et al., INRIA RR-7506, specification 7); a delete raises a baseline to what
 * its replica had observed, so that an increment it had not seen survives and what it had seen
 * never comes back. Every component only grows, and the join takes the greater one.
 */
public record PnCounter(SortedMap<Actor, Tally> tallies, Expiry expiry) implements Crdt {
  public static final PnCounter BOTTOM = new PnCounter(new TreeMap<>());

  /**
   * What one actor counted.
   *
   * @param increments sum of all increments
   * @param decrements sum of all decrements
   * @param deletedIncrements the part of {@code increments} that a delete observed
   * @param deletedDecrements the part of {@code decrements} that a delete observed
   */
  public record Tally(
      long increments, long decrements, long deletedIncrements, long deletedDecrements) {
    static final Tally NONE = new Tally(0, 0, 0, 0);

    Tally join(Tally other) {
      return new Tally(
          Math.max(increments, other.increments),
          Math.max(decrements, other.decrements),
          Math.max(deletedIncrements, other.deletedIncrements),
          Math.max(deletedDecrements, other.deletedDecrements));
    }

    /**
     * @throws ArithmeticException when the sum leaves the range of a long
     */
    Tally adjust(long amount) {
      return amount >= 0
          ? new Tally(
              Math.addExact(increments, amount), decrements, deletedIncrements, deletedDecrements)
          : new Tally(
              increments,
              Math.subtractExact(decrements, amount),
              deletedIncrements,
              deletedDecrements);
    }

    Tally delete() {
      return new Tally(increments, decrements, increments, decrements);
    }

    boolean isLive() {
      return increments > deletedIncrements || decrements > deletedDecrements;
    }

    BigInteger value() {
      return BigInteger.valueOf(increments - deletedIncrements)
          .subtract(BigInteger.valueOf(decrements - deletedDecrements));
    }
  }

  /** A counter that nobody set an end for. */
  public PnCounter(SortedMap<Actor, Tally> tallies) {
    this(tallies, Expiry.NONE);
  }

  public PnCounter {
    tallies = Collections.unmodifiableSortedMap(new TreeMap<>(tallies));
  }

  /** What {@code actor} counted so far. */
  public Tally tallyOf(Actor actor) {
    Tally tally = tallies.get(actor);
    return tally == null ? Tally.NONE : tally;
  }

  /** The sum over all actors; exact, however large. */
  public BigInteger value() {
    return tallies.values().stream().map(Tally::value).reduce(BigInteger.ZERO, BigInteger::add);
  }

  /**
   * The delta that counts {@code amount} at {@code actor}; negative counts down.
   *
   * @throws ArithmeticException when one actor's increments or decrements leave the range of a long
   */
  public PnCounter adjust(Actor actor, long amount) {
    TreeMap<Actor, Tally> delta = new TreeMap<>();
    delta.put(actor, tallyOf(actor).adjust(amount));
    return new PnCounter(delta);
  }

  /** The delta that forgets all that is counted here. */
  public PnCounter delete() {
    TreeMap<Actor, Tally> delta = new TreeMap<>();
    tallies.forEach((actor, tally) -> delta.put(actor, tally.delete()));
    return new PnCounter(delta);
  }

  public PnCounter join(PnCounter other) {
    TreeMap<Actor, Tally> joined = new TreeMap<>(tallies);
    for (Map.Entry<Actor, Tally> entry : other.tallies.entrySet()) {
      joined.merge(entry.getKey(), entry.getValue(), Tally::join);
    }
    return new PnCounter(joined, expiry.join(other.expiry));
  }

  @Override
  public CausalContext context() {
    return CausalContext.EMPTY;
  }

  @Override
  public PnCounter under(CausalContext other) {
    return this;
  }

  @Override
  public DotSet dots() {
    return DotSet.EMPTY;
  }

  @Override
  public PnCounter expiring(Expiry other) {
    return new PnCounter(tallies, expiry.join(other));
  }

  @Override
  public Slice erased() {
    return Slice.whole(delete());
  }

  @Override
  public DataType type() {
    return DataType.PN_COUNTER;
  }

  @Override
  public boolean isPresent() {
    return tallies.values().stream().anyMatch(Tally::isLive);
  }
}
