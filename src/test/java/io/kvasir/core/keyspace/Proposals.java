package io.kvasir.core.keyspace;

import io.kvasir.core.bucket.Key;
import io.kvasir.core.bucket.Value;
import io.kvasir.core.bytes.Bytes;
import io.kvasir.core.keyspace.Compare.Relation;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.IntStream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Tuple;

/** Commands about few keys, with few retry keys, over some days. */
public final class Proposals {
  private static final List<Long> TIMES =
      List.of(0L, 1_000L, 5_000_000L, 90_000_000L, 200_000_000L);
  private static final List<Long> TTLS = List.of(1L, 1_000L, 90_000_000L, TimeToLive.MAX_MILLIS);
  private static final List<String> KEYS = List.of("a", "b", "{a}ß");

  private Proposals() {}

  /** Some proposals again and again, at any time. */
  public static Arbitrary<List<Command>> logs() {
    Arbitrary<List<Integer>> picks = Arbitraries.integers().between(0, 7).list().ofMaxSize(40);
    Arbitrary<List<Long>> times = times().list().ofSize(40);
    return Combinators.combine(commands().list().ofSize(8), picks, times).as(Proposals::log);
  }

  private static List<Command> log(List<Command> some, List<Integer> picks, List<Long> times) {
    return IntStream.range(0, picks.size())
        .mapToObj(i -> at(times.get(i), some.get(picks.get(i))))
        .toList();
  }

  private static Command at(long wallMillis, Command command) {
    return switch (command) {
      case Proposal proposal ->
          new Proposal(proposal.retryKey(), wallMillis, proposal.transaction());
      case Lapse lapse -> new Lapse(wallMillis, lapse.ends());
    };
  }

  private static Arbitrary<Long> times() {
    return Arbitraries.of(TIMES);
  }

  public static Arbitrary<Command> commands() {
    return Arbitraries.frequencyOf(
        Tuple.of(4, any().map(proposal -> proposal)), Tuple.of(1, lapses()));
  }

  private static Arbitrary<Command> lapses() {
    TreeSet<End> possible = new TreeSet<>();
    for (long time : TIMES) {
      for (long ttl : TTLS) {
        KEYS.forEach(key -> possible.add(new End(time + ttl, new Key(key))));
      }
    }
    return Arbitraries.subsetOf(possible)
        .ofMinSize(1)
        .map(ends -> new Lapse(0, new TreeSet<>(ends)));
  }

  public static Arbitrary<Proposal> any() {
    Arbitrary<String> retryKeys = Arbitraries.of("r", "s", "ü", "t", "u");
    return Combinators.combine(retryKeys.optional(0.7), times(), transactions()).as(Proposal::new);
  }

  public static Arbitrary<Transaction> transactions() {
    return Arbitraries.frequencyOf(
        Tuple.of(2, actions().map(Transaction::of)),
        Tuple.of(
            3,
            Combinators.combine(compares().list().ofMaxSize(2), branches(4), branches(2))
                .as(Transaction::new)));
  }

  private static Arbitrary<Key> keys() {
    return Arbitraries.of(KEYS).map(Key::new);
  }

  private static Arbitrary<Value> values() {
    Value large = new Value("application/octet-stream", Bytes.copyOf(new byte[40_000]));
    return Arbitraries.of(
        Value.text("x"),
        Value.text("y"),
        Value.text(""),
        large,
        Value.json("7"),
        Value.json("-1"),
        Value.json("7.0"),
        Value.json("[7]"),
        Value.json(Long.toString(Long.MAX_VALUE)));
  }

  private static Arbitrary<Action> actions() {
    return Arbitraries.oneOf(
        Combinators.combine(keys(), values(), ttls().optional(0.5)).as(Action.Put::new),
        Combinators.combine(keys(), Arbitraries.longs().between(-3, 3), ttls().optional(0.5))
            .as(Action.Increment::new),
        keys().map(Action.Delete::new),
        keys().map(Action.Get::new));
  }

  /** Only where all keys are written once is anything counted. */
  private static Arbitrary<List<Action>> branches(int size) {
    return actions()
        .list()
        .ofMaxSize(size)
        .map(
            branch ->
                Transaction.writtenTwice(branch).isEmpty()
                    ? branch
                    : branch.stream().filter(a -> !(a instanceof Action.Increment)).toList());
  }

  private static Arbitrary<TimeToLive> ttls() {
    return Arbitraries.of(TTLS).map(millis -> new TimeToLive(millis, true));
  }

  private static Arbitrary<Compare> compares() {
    Arbitrary<Relation> relations = Arbitraries.of(Relation.class);
    Arbitrary<Long> operands = Arbitraries.longs().between(-1, 6);
    return Arbitraries.oneOf(
        Combinators.combine(keys(), relations, values()).as(Compare.OfValue::new),
        Combinators.combine(keys(), relations, operands).as(Compare.OfVersion::new),
        Combinators.combine(keys(), relations, operands).as(Compare.OfCreated::new),
        Combinators.combine(keys(), relations, operands).as(Compare.OfModified::new));
  }
}
