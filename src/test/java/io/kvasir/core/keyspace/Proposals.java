package io.kvasir.core.keyspace;

import io.kvasir.core.bucket.Key;
import io.kvasir.core.bucket.Value;
import io.kvasir.core.bytes.Bytes;
import io.kvasir.core.keyspace.Compare.Relation;
import java.util.List;
import java.util.stream.IntStream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Tuple;

/** Proposals about few keys, with few retry keys, over some days. */
public final class Proposals {
  private Proposals() {}

  /** Some proposals again and again, at any time. */
  public static Arbitrary<List<Proposal>> logs() {
    Arbitrary<List<Integer>> picks = Arbitraries.integers().between(0, 7).list().ofMaxSize(40);
    Arbitrary<List<Long>> times = times().list().ofSize(40);
    return Combinators.combine(any().list().ofSize(8), picks, times).as(Proposals::log);
  }

  private static List<Proposal> log(List<Proposal> some, List<Integer> picks, List<Long> times) {
    return IntStream.range(0, picks.size())
        .mapToObj(i -> at(times.get(i), some.get(picks.get(i))))
        .toList();
  }

  private static Proposal at(long wallMillis, Proposal proposal) {
    return new Proposal(proposal.retryKey(), wallMillis, proposal.transaction());
  }

  private static Arbitrary<Long> times() {
    return Arbitraries.of(0L, 1_000L, 5_000_000L, 90_000_000L, 200_000_000L);
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
            Combinators.combine(
                    compares().list().ofMaxSize(2),
                    actions().list().ofMaxSize(4),
                    actions().list().ofMaxSize(2))
                .as(Transaction::new)));
  }

  private static Arbitrary<Key> keys() {
    return Arbitraries.of("a", "b", "{a}ß").map(Key::new);
  }

  private static Arbitrary<Value> values() {
    Value large = new Value("application/octet-stream", Bytes.copyOf(new byte[40_000]));
    return Arbitraries.of(Value.text("x"), Value.text("y"), Value.text(""), large);
  }

  private static Arbitrary<Action> actions() {
    return Arbitraries.oneOf(
        Combinators.combine(keys(), values()).as(Action.Put::new),
        keys().map(Action.Delete::new),
        keys().map(Action.Get::new));
  }

  private static Arbitrary<Compare> compares() {
    Arbitrary<Relation> relations = Arbitraries.of(Relation.class);
    Arbitrary<Long> operands = Arbitraries.longs().between(-1, 6);
    Arbitrary<Bytes> payloads = values().map(Value::payload);
    return Arbitraries.oneOf(
        Combinators.combine(keys(), relations, payloads).as(Compare.OfValue::new),
        Combinators.combine(keys(), relations, operands).as(Compare.OfVersion::new),
        Combinators.combine(keys(), relations, operands).as(Compare.OfCreated::new),
        Combinators.combine(keys(), relations, operands).as(Compare.OfModified::new));
  }
}
