package io.kvasir.history;

import io.kvasir.history.Move.Act;
import io.kvasir.history.Move.Branch;
import io.kvasir.history.Move.Kind;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Finds violations that need no search, in O(n log n), and says which three operations they are:
 * the zones of Gibbons and Korach ("Testing shared memories", 1997) for values that one operation
 * wrote.
 *
 * <p>From when the first operation on such a value returned until the last one was invoked, the key
 * held that value. So no operation that wrote or saw another one can lie in between entirely. What
 * passes may still be no linearizable history.
 */
final class Zones {
  private final Preparation preparation;
  private final SortedMap<Integer, Zone> byValue = new TreeMap<>();
  private final List<Claim> claims = new ArrayList<>();

  /** At some moment of the operation the key held the value. */
  private record Claim(int key, int value, long from, long until, Operation operation) {}

  /** The operations on one value of a key: the first to return, and the last to be invoked. */
  private record Zone(Claim first, Claim last) {
    Zone with(Claim claim) {
      return new Zone(
          claim.until < first.until ? claim : first, claim.from > last.from ? claim : last);
    }

    int key() {
      return first.key;
    }

    /** Whether time passed in between; otherwise all are concurrent. */
    boolean isForward() {
      return from() < until();
    }

    long from() {
      return first.until;
    }

    long until() {
      return last.from;
    }

    boolean contains(Claim claim) {
      return claim.value != first.value && from() < claim.from && claim.until < until();
    }

    boolean overlaps(Zone later) {
      return later.from() < until();
    }
  }

  Zones(Preparation preparation) {
    this.preparation = preparation;
    preparation.moves().stream().filter(Move::required).forEach(this::addClaims);
    boolean[] writtenOnce = preparation.writtenOnce();
    claims.stream()
        .filter(claim -> writtenOnce[claim.value])
        .forEach(
            claim ->
                byValue.merge(
                    claim.value, new Zone(claim, claim), (zone, one) -> zone.with(claim)));
  }

  /** Returns a violation as text. */
  Optional<String> violation() {
    for (int key = 0; key < preparation.keyNames().size(); key++) {
      Optional<String> found = violation(key);
      if (found.isPresent()) {
        return found;
      }
    }
    return Optional.empty();
  }

  private Optional<String> violation(int key) {
    NavigableMap<Long, Zone> forward = new TreeMap<>();
    List<Zone> inOrder =
        byValue.values().stream()
            .filter(zone -> zone.key() == key && zone.isForward())
            .sorted(Comparator.comparingLong(Zone::from))
            .toList();
    for (Zone zone : inOrder) {
      Map.Entry<Long, Zone> before = forward.lastEntry();
      if (before != null && before.getValue().overlaps(zone)) {
        return Optional.of(explain(before.getValue(), zone.first, zone.last));
      }
      forward.put(zone.from(), zone);
    }
    return contained(key, forward);
  }

  private Optional<String> contained(int key, NavigableMap<Long, Zone> forward) {
    for (Claim claim : claims) {
      if (claim.key == key) {
        Map.Entry<Long, Zone> around = forward.lowerEntry(claim.from);
        if (around != null && around.getValue().contains(claim)) {
          return Optional.of(explain(around.getValue(), claim, claim));
        }
      }
    }
    return Optional.empty();
  }

  private String explain(Zone zone, Claim other, Claim last) {
    String name = preparation.keyNames().get(zone.key());
    String[] values = preparation.valueNames();
    return name
        + " held "
        + values[zone.first.value]
        + " from this operation, at its return at the latest,\n  "
        + zone.first.operation
        + "\nuntil this one, at its invocation at the earliest,\n  "
        + zone.last.operation
        + "\nbut meanwhile "
        + (values[other.value].equals(Preparation.UNSEEN) ? "another value" : values[other.value])
        + " by\n  "
        + other.operation
        + "\n"
        + (last.equals(other) ? "" : "  " + last.operation + "\n");
  }

  private void addClaims(Move move) {
    move.observes().forEach(value -> claim(move, preparation.keyOf(value), value));
    if (move.branch() == Branch.BY_STATE) {
      seenWrites(move).forEach(act -> claim(move, act.key(), act.value()));
      return;
    }
    boolean success = move.branch() == Branch.SUCCESS;
    SortedMap<Integer, Integer> written = new TreeMap<>();
    int sight = 0;
    for (Act act : success ? move.shape().success() : move.shape().failure()) {
      if (act.writes()) {
        written.put(act.key(), act.kind() == Kind.PUT ? act.value() : Cells.ABSENT);
      } else if (move.shape().sights().get(sight++).value() == Cells.ABSENT
          && !written.containsKey(act.key())) {
        claim(move, act.key(), Cells.ABSENT);
      }
    }
    written.forEach((key, value) -> claim(move, key, value));
  }

  /** What a write of unknown outcome must have written, as it was seen. */
  private List<Act> seenWrites(Move move) {
    return move.shape().success().stream()
        .filter(act -> move.shape().failure().isEmpty() && act.kind() == Kind.PUT)
        .toList();
  }

  private void claim(Move move, int key, int value) {
    claims.add(
        new Claim(key, value, move.operation().invoked(), move.returned(), move.operation()));
  }
}
