package io.kvasir.sim;

import io.kvasir.core.bucket.Element;
import io.kvasir.core.bucket.EntryKey;
import io.kvasir.core.causality.Dot;
import io.kvasir.core.crdt.Crdt;
import io.kvasir.core.crdt.Operation;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Adds and removes, some elements over and over by all clients, some once. An acknowledged add
 * stays unless a remove was later or concurrent; what an acknowledged remove observed never comes
 * back.
 */
final class SetWorkload extends DataWorkload {
  private static final int KEYS = 3;
  private static final int SHARED_ELEMENTS = 4;

  /**
   * A remove of one element. While another change of it is under way it promises nothing: the
   * replica that applies it may no longer hold the dots that others still show, and then tells them
   * nothing.
   *
   * @param observed its dots that every replica had when the remove was asked for
   * @param certain whether it sees every add that was asked for before it
   */
  private record Removal(Attempt attempt, NavigableSet<Dot> observed, boolean certain) {}

  /** What clients know of one element of one set. */
  private static final class History {
    final List<Attempt> adds = new ArrayList<>();
    final List<Removal> removals = new ArrayList<>();

    /** Deletes of the set that were asked for before the element was heard of concern it too. */
    History(List<Attempt> deletions) {
      deletions.forEach(d -> removals.add(new Removal(d, new TreeSet<>(), false)));
    }
  }

  private final TreeMap<EntryKey, TreeMap<Element, History>> histories = new TreeMap<>();
  private final TreeMap<EntryKey, List<Attempt>> deletions = new TreeMap<>();
  private final Membership kind;
  private int singles;

  SetWorkload(Surroundings surroundings, Membership kind, Quorums quorums) {
    super(surroundings, kind.type, quorums);
    this.kind = kind;
  }

  @Override
  public void operate(Runnable over) {
    EntryKey entry = entry("s" + chance().index(KEYS));
    int choice = chance().index(100);
    if (choice < 35) {
      long invoked = step();
      read(entry, state -> requireFresh(entry, state, invoked), over);
    } else if (choice < 70) {
      add(entry, elements(), over);
    } else if (choice < 97 && kind.canRemove()) {
      remove(entry, elements(), over);
    } else {
      delete(entry, over);
    }
  }

  private NavigableSet<Element> elements() {
    NavigableSet<Element> elements = new TreeSet<>();
    long count = chance().percent(70) ? 1 : Math.min(kind.atOnce(), chance().between(2, 3));
    while (elements.size() < count) {
      boolean shared = chance().percent(60);
      elements.add(
          new Element(shared ? "e" + chance().index(SHARED_ELEMENTS) : "single" + singles++));
    }
    return elements;
  }

  private void add(EntryKey entry, NavigableSet<Element> elements, Runnable over) {
    Attempt attempt = new Attempt(step());
    elements.forEach(element -> history(entry, element).adds.add(attempt));
    write(
        entry,
        kind.add(elements),
        attempt,
        (stored, durable) -> holdsAdds(entry, durable, elements, attempt),
        over);
  }

  /** An added element is there, or somebody may have removed it since. */
  private boolean holdsAdds(
      EntryKey entry, Crdt durable, NavigableSet<Element> elements, Attempt add) {
    return elements.stream()
        .allMatch(
            element ->
                !kind.dotsOf(durable, element).isEmpty()
                    || mayBeRemoved(history(entry, element), add));
  }

  private void remove(EntryKey entry, NavigableSet<Element> elements, Runnable over) {
    Attempt attempt = new Attempt(step());
    elements.forEach(element -> expectRemoval(entry, element, attempt));
    write(
        entry,
        kind.remove(elements),
        attempt,
        (stored, durable) -> holdsRemovals(entry, durable, attempt),
        over);
  }

  private void delete(EntryKey entry, Runnable over) {
    Attempt attempt = new Attempt(step());
    TreeMap<Element, History> known = histories.getOrDefault(entry, new TreeMap<>());
    known.keySet().forEach(element -> expectRemoval(entry, element, attempt));
    deletions.computeIfAbsent(entry, key -> new ArrayList<>()).add(attempt);
    write(
        entry,
        new Operation.Delete(),
        attempt,
        (stored, durable) -> holdsRemovals(entry, durable, attempt),
        over);
  }

  private void expectRemoval(EntryKey entry, Element element, Attempt attempt) {
    History history = history(entry, element);
    NavigableSet<Dot> alive = new TreeSet<>();
    List<Crdt> durable = durable(entry);
    durable.forEach(state -> alive.addAll(kind.dotsOf(state, element).dots()));
    NavigableSet<Dot> observed = new TreeSet<>(alive);
    durable.forEach(state -> observed.retainAll(kind.dotsOf(state, element).dots()));
    boolean settled = history.adds.stream().noneMatch(add -> add.mayApplyAfter(attempt.invoked()));
    boolean certain = settled && (areReadsFresh() || observed.equals(alive));
    history.removals.add(new Removal(attempt, observed, certain));
  }

  private boolean holdsRemovals(EntryKey entry, Crdt durable, Attempt attempt) {
    for (Map.Entry<Element, History> known :
        histories.getOrDefault(entry, new TreeMap<>()).entrySet()) {
      for (Removal removal : known.getValue().removals) {
        if (removal.attempt == attempt
            && isAlone(removal, known.getValue())
            && shows(durable, known.getKey(), removal.observed)) {
          return false;
        }
      }
    }
    return true;
  }

  private boolean shows(Crdt state, Element element, NavigableSet<Dot> dots) {
    return kind.dotsOf(state, element).dots().stream().anyMatch(dots::contains);
  }

  private void requireFresh(EntryKey entry, Crdt read, long invoked) {
    if (areReadsFresh()) {
      requireMembers(entry, read, invoked);
    }
  }

  /** What was acknowledged before {@code step} must show. */
  private void requireMembers(EntryKey entry, Crdt state, long step) {
    histories
        .getOrDefault(entry, new TreeMap<>())
        .forEach((element, history) -> requireMember(entry, element, history, state, step));
  }

  private void requireMember(
      EntryKey entry, Element element, History history, Crdt state, long step) {
    boolean present = !kind.dotsOf(state, element).isEmpty();
    for (Attempt add : history.adds) {
      Violation.unless(
          present || !add.isAckedBefore(step) || mayBeRemoved(history, add),
          "%s lost %s, added %s: %s",
          entry,
          element,
          add,
          state);
    }
    for (Removal removal : history.removals) {
      boolean acked = removal.attempt.isAckedBefore(step) && isAlone(removal, history);
      Violation.unless(
          !acked || !shows(state, element, removal.observed),
          "%s shows again %s, removed %s: %s",
          entry,
          element,
          removal,
          state);
      Violation.unless(
          !acked || !present || !removal.certain || mayBeAdded(history, removal),
          "%s shows %s, removed %s and never added since: %s",
          entry,
          element,
          removal,
          state);
    }
  }

  private static boolean isAlone(Removal removal, History history) {
    return history.adds.stream().noneMatch(add -> add.overlaps(removal.attempt))
        && history.removals.stream()
            .noneMatch(other -> !other.equals(removal) && other.attempt.overlaps(removal.attempt));
  }

  private static boolean mayBeRemoved(History history, Attempt add) {
    return history.removals.stream()
        .anyMatch(removal -> removal.attempt.mayApplyAfter(add.invoked()));
  }

  private static boolean mayBeAdded(History history, Removal removal) {
    return history.adds.stream().anyMatch(add -> add.mayApplyAfter(removal.attempt.invoked()));
  }

  private History history(EntryKey entry, Element element) {
    return histories
        .computeIfAbsent(entry, key -> new TreeMap<>())
        .computeIfAbsent(element, key -> new History(deletions.getOrDefault(entry, List.of())));
  }

  @Override
  public void onState(EntryKey entry, Crdt state) {
    for (Element element : kind.members(state)) {
      History history = histories.getOrDefault(entry, new TreeMap<>()).get(element);
      Violation.unless(
          history != null && !history.adds.stream().allMatch(Attempt::isRejected),
          "%s holds %s, which was rejected or never added",
          entry,
          element);
    }
  }

  @Override
  public void validate(EntryKey entry, Crdt agreed) {
    requireMembers(entry, agreed, Long.MAX_VALUE);
  }
}
