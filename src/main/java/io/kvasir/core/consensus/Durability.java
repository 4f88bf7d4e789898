package io.kvasir.core.consensus;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What is to be stored, what is being stored, and what may be said only when it is: a vote, an
 * acknowledgement, a candidacy.
 */
final class Durability {
  private record Promise(long ticket, long term, Effect effect) {}

  private record Stored(long ticket, long term, long lastIndex) {}

  private final List<LogEntry> appended = new ArrayList<>();
  private final List<Promise> unticketed = new ArrayList<>();
  private final ArrayDeque<Promise> promises = new ArrayDeque<>();
  private final ArrayDeque<Stored> underWay = new ArrayDeque<>();
  private boolean stateChanged;
  private long truncateFrom;
  private long issued;
  private long durable;

  /** Term or vote changed. */
  void stateChanged() {
    stateChanged = true;
  }

  void append(LogEntry entry) {
    appended.add(entry);
  }

  void truncateFrom(long index) {
    appended.removeIf(entry -> entry.index() >= index);
    truncateFrom = truncateFrom == 0 ? index : Math.min(truncateFrom, index);
  }

  /** Nothing of what was to be stored matters any more: a snapshot took its place. */
  void forgetEntries() {
    appended.clear();
    truncateFrom = 0;
  }

  /**
   * Lets {@code effect} happen when all that changed so far is durable, if the term is the same.
   */
  void promise(long term, Effect effect) {
    unticketed.add(new Promise(0, term, effect));
  }

  /**
   * Ends a turn.
   *
   * @param state what the replica must remember now
   * @param lastIndex of its log
   */
  void flush(HardState state, long lastIndex, List<Effect> out) {
    if (stateChanged || truncateFrom > 0 || !appended.isEmpty()) {
      issued++;
      LogWrite write = new LogWrite(Optional.of(state), truncateFrom, List.copyOf(appended));
      out.add(new Effect.Persist(issued, write));
      underWay.add(new Stored(issued, state.term(), lastIndex));
      stateChanged = false;
      truncateFrom = 0;
      appended.clear();
    }
    for (Promise each : unticketed) {
      if (issued == durable) {
        out.add(each.effect());
      } else {
        promises.add(new Promise(issued, each.term(), each.effect()));
      }
    }
    unticketed.clear();
  }

  /**
   * All up to {@code ticket} is durable.
   *
   * @return up to which index the log is, as far as it was stored in {@code term}; 0 for no news
   */
  long persisted(long ticket, long term, List<Effect> out) {
    durable = Math.max(durable, ticket);
    long reached = 0;
    while (!underWay.isEmpty() && underWay.element().ticket() <= ticket) {
      Stored stored = underWay.remove();
      reached = stored.term() == term ? stored.lastIndex() : reached;
    }
    while (!promises.isEmpty() && promises.element().ticket() <= ticket) {
      Promise promise = promises.remove();
      if (promise.term() == term) {
        out.add(promise.effect());
      }
    }
    return reached;
  }

  boolean isDurable(long ticket) {
    return ticket <= durable;
  }

  /** The ticket of the latest write. */
  long issued() {
    return issued;
  }
}
