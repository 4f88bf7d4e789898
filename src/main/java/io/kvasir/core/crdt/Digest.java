package io.kvasir.core.crdt;

import io.kvasir.core.bucket.Element;
import io.kvasir.core.bucket.EntryKey;
import io.kvasir.core.causality.Dot;
import io.kvasir.core.causality.DotSet;
import io.kvasir.core.node.Actor;
import java.util.Map;

/**
 * What is visible of a key's state, in 64 bits: the sum, modulo 2^64, of one number per visible row
 * (incremental hashing by addition: Bellare and Micciancio, EUROCRYPT 1997). So the digest of a
 * whole follows from that of its parts, and changes by the difference of what changed; equal
 * replicas have equal digests, whatever way they took.
 *
 * <p>Visible are a register's stamp while it has a value, a set's presence and members with their
 * dots, a counter's tallies that a delete has not covered, the dots of siblings and of enablings,
 * and all that of the values in a map. What remains of a deletion is not, nor are causal contexts,
 * so that replicas which forgot deletions at different times are still alike. A key of which
 * nothing is visible has digest 0.
 */
public final class Digest {
  private static final int REGISTER = 1;
  private static final int PRESENCE = 2;
  private static final int MEMBER = 3;
  private static final int TALLY = 4;
  private static final int SIBLING = 5;
  private static final int ENABLED = 6;
  private static final int END = 7;
  private static final int FIELD = 8;

  private Digest() {}

  /** Of what the slice shows. */
  public static long of(EntryKey entry, Slice slice) {
    return of(keyed(entry), slice.state());
  }

  private static long of(Mixer key, Crdt state) {
    return switch (state) {
      case LwwRegister register -> of(key, register);
      case OrSwot set -> of(key, set);
      case GSet(OrSwot set) -> of(key, set);
      case OrMap map -> of(key, map);
      case PnCounter counter -> withEnd(key, of(key, counter), counter.expiry());
      case MvRegister register -> withEnd(key, of(key, register), register.expiry());
      case EwFlag flag -> withEnd(key, of(key, flag), flag.expiry());
    };
  }

  /**
   * What is visible ends some time. Not of what is in parts, of which one cannot tell if any is
   * visible.
   */
  private static long withEnd(Mixer key, long rows, Expiry end) {
    return rows == 0 || end.isEndless()
        ? rows
        : rows
            + key.with(END)
                .with(end.stamp().millis())
                .with(end.stamp().logical())
                .with(end.actor().id())
                .with(end.endMillis())
                .value();
  }

  /**
   * By how much the digest of the key changes when {@code before} becomes {@code after}; both of
   * one scope, and nothing changes outside.
   */
  public static long change(EntryKey entry, Slice before, Slice after) {
    return of(entry, after) - of(entry, before);
  }

  /** Of one member of a set, for who sums up a set member by member. */
  public static long ofMember(EntryKey entry, Element element, DotSet dots) {
    return member(keyed(entry), element, dots);
  }

  private static long of(Mixer key, LwwRegister register) {
    return register.isPresent()
        ? key.with(REGISTER)
            .with(register.stamp().millis())
            .with(register.stamp().logical())
            .with(register.writer().id())
            .value()
        : 0;
  }

  private static long of(Mixer key, OrSwot set) {
    long sum = presence(key, set.presence());
    for (Map.Entry<Element, DotSet> member : set.entries().entrySet()) {
      sum += member(key, member.getKey(), member.getValue());
    }
    return sum;
  }

  private static long of(Mixer key, OrMap map) {
    long sum = presence(key, map.presence());
    for (Map.Entry<Field, Nested> field : map.fields().entrySet()) {
      Mixer row = key.with(FIELD).with(field.getKey().element().value());
      sum += of(row, field.getValue().state());
    }
    return sum;
  }

  private static long presence(Mixer key, DotSet presence) {
    return presence.isEmpty() ? 0 : dots(key.with(PRESENCE), presence);
  }

  private static long of(Mixer key, MvRegister register) {
    long sum = 0;
    for (Dot dot : register.siblings().keySet()) {
      sum += dots(key.with(SIBLING), DotSet.of(dot));
    }
    return sum;
  }

  private static long of(Mixer key, EwFlag flag) {
    return presence(key, flag.presence())
        + (flag.isEnabled() ? dots(key.with(ENABLED), flag.enables()) : 0);
  }

  private static long member(Mixer key, Element element, DotSet dots) {
    return dots(key.with(MEMBER).with(element.value()), dots);
  }

  private static long dots(Mixer row, DotSet dots) {
    Mixer mixed = row;
    for (Dot dot : dots.dots()) {
      mixed = mixed.with(dot.actor().id()).with(dot.counter());
    }
    return mixed.value();
  }

  private static long of(Mixer key, PnCounter counter) {
    long sum = 0;
    for (Map.Entry<Actor, PnCounter.Tally> entry : counter.tallies().entrySet()) {
      PnCounter.Tally tally = entry.getValue();
      if (tally.isLive()) {
        sum +=
            key.with(TALLY)
                .with(entry.getKey().id())
                .with(tally.increments())
                .with(tally.decrements())
                .with(tally.deletedIncrements())
                .with(tally.deletedDecrements())
                .value();
      }
    }
    return sum;
  }

  private static Mixer keyed(EntryKey entry) {
    return Mixer.START
        .with(entry.bucket().name().value())
        .with(entry.bucket().generation())
        .with(entry.key().value());
  }
}
