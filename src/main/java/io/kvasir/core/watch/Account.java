package io.kvasir.core.watch;

import io.kvasir.core.node.Actor;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * What of the journals of stores a stream accounts for, and who was not heard of what it delivered:
 * together that says what is proof that something was delivered.
 */
final class Account {
  private final TreeMap<Actor, Reach> reaches;
  private final Doubts doubts;
  private Absences absences;

  /**
   * @param memory of how many keys it is known who was not heard
   * @param from empty for a stream that begins
   */
  Account(int memory, Optional<Position> from) {
    this.reaches = new TreeMap<>(from.map(Position::reaches).orElseGet(TreeMap::new));
    this.doubts = from.map(at -> new Doubts(memory, at)).orElseGet(() -> new Doubts(memory));
    this.absences = from.map(Position::absences).orElse(Absences.NONE);
  }

  /**
   * As a position has it.
   *
   * @param keys of how many it says who was not heard
   */
  Position position(List<Echo> echoes, int keys) {
    return new Position(reaches, echoes, doubts.latest(keys), absences.and(doubts.beyond(keys)));
  }

  Reach reach(Actor store) {
    return find(store).orElseThrow(() -> new IllegalStateException("nothing is known of " + store));
  }

  Optional<Reach> find(Actor store) {
    return Optional.ofNullable(reaches.get(store));
  }

  SortedSet<Actor> stores() {
    return Collections.unmodifiableSortedSet(reaches.navigableKeySet());
  }

  void set(Actor store, Reach reach) {
    reaches.put(store, reach);
  }

  /** Whether nothing was missed in any journal. */
  boolean isWhole() {
    return reaches.values().stream().allMatch(Reach::isWhole);
  }

  /** Whether all that the store showed was delivered, and nothing without it. */
  boolean isReliable(Actor store) {
    return reach(store).isReliable() && !doubts.has(store) && !absences.has(store);
  }

  /** All up to {@code sequence}, where it is not that far yet. */
  void skip(Actor store, long sequence) {
    reaches.computeIfPresent(store, (any, at) -> sequence <= at.from() ? at : at.closed(sequence));
  }

  /** All up to the ends, from where they are. */
  void close(SortedMap<Actor, Long> ends) {
    ends.forEach((store, end) -> reaches.computeIfPresent(store, (any, at) -> at.closed(end)));
  }

  /** In their windows, all keys below that hash. */
  void pass(Collection<Actor> windows, long hash) {
    for (Actor store : windows) {
      reaches.computeIfPresent(store, (any, at) -> at.past(hash));
    }
  }

  /** Other stores are gone. */
  void retain(Collection<Actor> stores) {
    reaches.keySet().retainAll(stores);
    absences = absences.of(reaches);
  }

  /**
   * Whether the store holds something of a key by a change that is accounted for, and nothing was
   * delivered of the key without it since, as far as that is known of single keys.
   */
  boolean holds(Actor store, long sequence, long hash) {
    return reach(store).proves(sequence, hash) && !doubts.has(hash, store);
  }

  /** Whether what these hold was delivered last, or something that has it in it. */
  boolean isProof(SortedMap<Actor, Long> holders) {
    return !holders.isEmpty() && absences.allow(holders);
  }

  /**
   * Who may hold a key and was not heard may show more of it than what is delivered now, and have
   * done so before: what it shows is no longer proof that this was delivered last.
   */
  void delivered(long hash, SortedSet<Actor> unheard) {
    absences = absences.and(doubts.put(hash, Absences.ends(reaches, unheard)));
  }

  /** What that store shows of a key is known to be what was delivered last. */
  void lift(long hash, Actor store) {
    doubts.lift(hash, store);
  }

  /** All show what was delivered last of a key. */
  void settle(long hash) {
    doubts.remove(hash);
  }

  /** What they have up to there is not gone through; others may come with it. */
  void leaveOut(SortedMap<Actor, Long> heads) {
    heads.forEach((store, head) -> reaches.put(store, Reach.upTo(head)));
    notHeard(heads);
  }

  /** Of anything that was delivered. */
  private void notHeard(SortedMap<Actor, Long> stores) {
    doubts.addToAll(stores);
    absences = absences.with(stores);
  }

  /**
   * What another stream has no proof of, this one has none of either. In the journal of a store
   * that is not heard now it goes back to where that is. Whom one of the two never met was not
   * heard of anything that it delivered.
   */
  void join(Position other, Collection<Actor> live) {
    SortedMap<Actor, Reach> theirs = other.reaches();
    TreeSet<Actor> unmetHere = new TreeSet<>(theirs.keySet());
    unmetHere.removeAll(reaches.keySet());
    TreeSet<Actor> unmetThere = new TreeSet<>(reaches.keySet());
    unmetThere.removeAll(theirs.keySet());
    unmetThere.removeAll(live);
    reaches.replaceAll(
        (store, at) ->
            Optional.ofNullable(theirs.get(store))
                .map(there -> joined(at, there, live.contains(store)))
                .orElse(at));
    theirs.forEach((store, there) -> reaches.computeIfAbsent(store, any -> there.resting()));
    notHeard(Absences.ends(reaches, unmetHere));
    Position heard = other.withoutHearing(Absences.ends(reaches, unmetThere));
    absences = absences.and(heard.absences().sets()).of(reaches);
    absences = absences.and(doubts.add(heard.doubts(), reaches));
  }

  private static Reach joined(Reach at, Reach there, boolean isLive) {
    return !isLive && there.from() < at.from() ? at.backTo(there) : at.doubtedAs(there);
  }
}
