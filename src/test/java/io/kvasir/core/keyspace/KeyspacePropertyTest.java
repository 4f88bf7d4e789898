package io.kvasir.core.keyspace;

import static org.assertj.core.api.Assertions.assertThat;

import io.kvasir.core.bucket.Key;
import io.kvasir.core.bucket.Value;
import io.kvasir.core.keyspace.TransactionResult.Done;
import io.kvasir.core.keyspace.TransactionResult.Step;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;

/** A shard behaves as a map and a list would, and is as small as it promises. */
class KeyspacePropertyTest {
  private static final Key KEY = new Key("k");
  private static final long FAR = 1_000;

  enum Kind {
    PUT,
    GET,
    DELETE,
    LAPSE
  }

  /** What happens to one key, and by which clock. */
  record Move(Kind step, long wallMillis, Optional<Long> ttl) {}

  @Property(tries = 2000)
  void behavesAsTheNaiveOne(
      @ForAll("logs") List<Command> log, @ForAll @IntRange(min = 1, max = 4) int retryKeys) {
    NaiveKeyspace naive = new NaiveKeyspace(retryKeys);
    Keyspace keyspace = new Keyspace(Head.INITIAL, retryKeys);
    MapCells cells = new MapCells();
    SortedMap<Key, Versioned> replayed = new TreeMap<>();
    int seen = 0;

    for (Command command : log) {
      assertThat(keyspace.apply(command, cells)).isEqualTo(naive.apply(command));
      assertThat(cells.values()).isEqualTo(naive.values());
      for (Revision revision : cells.history().subList(seen, cells.history().size())) {
        assertThat(revision.number()).isEqualTo(++seen);
        assertThat(revision.millis()).isEqualTo(keyspace.head().millis());
        replay(revision, replayed);
      }
      assertThat(replayed).as("the history tells of every change").isEqualTo(naive.values());
      assertThat(keyspace.head().revision()).isEqualTo(seen);
      assertThat(cells.ends()).isEqualTo(endsOf(cells.values()));
      assertThat(keyspace.head().ends()).isEqualTo(cells.ends().size());
      assertThat(cells.remembered()).isEqualTo(cells.queued()).isLessThanOrEqualTo(retryKeys);
    }
  }

  private static void replay(Revision revision, SortedMap<Key, Versioned> state) {
    TreeSet<Key> changed = new TreeSet<>();
    for (Revision.Change change : revision.changes()) {
      assertThat(changed.add(change.key())).isTrue();
      change.found().ifPresent(found -> assertThat(found.modified()).isEqualTo(revision.number()));
      if (change.found().isPresent()) {
        state.put(change.key(), change.found().get());
      } else {
        state.remove(change.key());
      }
    }
  }

  private static SortedSet<End> endsOf(SortedMap<Key, Versioned> values) {
    TreeSet<End> ends = new TreeSet<>();
    values.forEach((key, versioned) -> versioned.end(key).ifPresent(ends::add));
    return ends;
  }

  /** Whoever reads finds what was put last, until its end and no longer, whatever was deleted. */
  @Property(tries = 2000)
  void nothingIsSeenAfterItsEndOrMissedBefore(@ForAll("lives") List<Move> moves) {
    Keyspace keyspace = new Keyspace(Head.INITIAL);
    MapCells cells = new MapCells();
    Optional<Long> end = Optional.empty();
    long now = 0;
    for (Move move : moves) {
      now = Math.max(now, move.wallMillis());
      boolean isThere = end.isPresent() && now < end.get();
      switch (move.step()) {
        case PUT -> {
          Optional<TimeToLive> ttl = move.ttl().map(millis -> new TimeToLive(millis, true));
          apply(keyspace, cells, move, new Action.Put(KEY, Value.text("v"), ttl));
          end = Optional.of(now + move.ttl().orElse(FAR));
          assertThat(cells.get(KEY).orElseThrow().version() > 1).isEqualTo(isThere);
        }
        case GET ->
            assertThat(apply(keyspace, cells, move, new Action.Get(KEY)))
                .isInstanceOfSatisfying(
                    Step.Got.class, got -> assertThat(got.found().isPresent()).isEqualTo(isThere));
        case DELETE -> {
          assertThat(apply(keyspace, cells, move, new Action.Delete(KEY)))
              .isEqualTo(new Step.Deleted(isThere));
          end = Optional.empty();
        }
        case LAPSE -> keyspace.apply(new Lapse(move.wallMillis(), cells.ends()), cells);
      }
    }
  }

  private static Step apply(Keyspace keyspace, MapCells cells, Move move, Action action) {
    Proposal proposal = new Proposal(Optional.empty(), move.wallMillis(), Transaction.of(action));
    return ((Done) keyspace.apply(proposal, cells)).steps().getFirst();
  }

  @Property
  void tellsTransactionsApart(
      @ForAll("transactions") Transaction one, @ForAll("transactions") Transaction other) {
    assertThat(Fingerprint.of(one) == Fingerprint.of(other)).isEqualTo(one.equals(other));
  }

  @Provide
  Arbitrary<List<Move>> lives() {
    return Combinators.combine(
            Arbitraries.of(Kind.class),
            Arbitraries.longs().between(0, 20),
            Arbitraries.longs().between(1, 8).optional(0.8))
        .as(Move::new)
        .list()
        .ofMaxSize(30);
  }

  @Provide
  Arbitrary<List<Command>> logs() {
    return Proposals.logs();
  }

  @Provide
  Arbitrary<Transaction> transactions() {
    return Proposals.transactions();
  }
}
