package io.kvasir.core.keyspace;

import static org.assertj.core.api.Assertions.assertThat;

import io.kvasir.core.bucket.Key;
import io.kvasir.core.bucket.Value;
import io.kvasir.core.bucket.Value.Kind;
import io.kvasir.core.keyspace.Compare.Relation;
import io.kvasir.core.keyspace.TransactionResult.Done;
import io.kvasir.core.keyspace.TransactionResult.OutOfRange;
import io.kvasir.core.keyspace.TransactionResult.Step;
import io.kvasir.core.keyspace.TransactionResult.WrongKind;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Integers that are counted, and values that are compared by what they are. */
class CountingTest {
  private static final Key K = new Key("k");
  private static final Key OTHER = new Key("other");

  private final Keyspace keyspace = new Keyspace(Head.INITIAL);
  private final MapCells cells = new MapCells();

  private TransactionResult apply(long millis, Transaction transaction) {
    return keyspace.apply(new Proposal(Optional.empty(), millis, transaction), cells);
  }

  private TransactionResult apply(Action action) {
    return apply(0, Transaction.of(action));
  }

  private static Action count(Key key, long amount) {
    return new Action.Increment(key, amount, Optional.empty());
  }

  private static TransactionResult done(long revision, Step... steps) {
    return new Done(true, revision, List.of(steps), 0, false);
  }

  private TransactionResult when(Compare compare) {
    return apply(0, new Transaction(List.of(compare), List.of(new Action.Delete(K)), List.of()));
  }

  @Test
  void countsFromNothingAndTellsTheSum() {
    assertThat(apply(count(K, 5))).isEqualTo(done(1, new Step.Incremented(5)));
    assertThat(apply(count(K, -7))).isEqualTo(done(2, new Step.Incremented(-2)));
    assertThat(cells.get(K))
        .contains(new Versioned(Value.json("-2"), 1, 2, 2, 0, Versioned.ENDLESS));
  }

  @Test
  void countsIntegersOnly() {
    apply(new Action.Put(K, Value.text("5")));
    assertThat(apply(count(K, 1))).isEqualTo(new WrongKind(K, Kind.INTEGER, Kind.BYTES));
    apply(new Action.Put(K, Value.json("5.0")));
    assertThat(apply(count(K, 1))).isEqualTo(new WrongKind(K, Kind.INTEGER, Kind.FLOAT));
    apply(new Action.Put(K, Value.json("[5]")));
    assertThat(apply(count(K, 1))).isEqualTo(new WrongKind(K, Kind.INTEGER, Kind.JSON));
    assertThat(cells.get(K).orElseThrow().value()).isEqualTo(Value.json("[5]"));
  }

  @Test
  void refusesWhatLeavesTheRangeWithAllThatCameWithIt() {
    apply(new Action.Put(K, Value.json(Long.toString(Long.MAX_VALUE))));
    Transaction both = new Transaction(List.of(), List.of(count(OTHER, 1), count(K, 1)), List.of());

    assertThat(apply(0, both)).isEqualTo(new OutOfRange(K));
    assertThat(cells.get(OTHER)).isEmpty();
    assertThat(keyspace.head().revision()).isEqualTo(1);
    assertThat(apply(count(K, Long.MIN_VALUE))).isEqualTo(done(2, new Step.Incremented(-1)));
  }

  @Test
  void leavesTheEndUnlessItIsGivenAnother() {
    TimeToLive ten = new TimeToLive(10, true);
    apply(0, Transaction.of(new Action.Increment(K, 1, Optional.of(ten))));
    apply(5, Transaction.of(count(K, 1)));
    assertThat(cells.get(K).orElseThrow().endMillis()).isEqualTo(10);

    apply(6, Transaction.of(new Action.Increment(K, 1, Optional.of(ten))));
    assertThat(cells.get(K).orElseThrow().endMillis()).isEqualTo(16);

    assertThat(apply(16, Transaction.of(count(K, 1))))
        .isEqualTo(new Done(true, 5, List.of(new Step.Incremented(1)), 16, false));
  }

  @Test
  void comparesNumbersByWhatTheyAreWorth() {
    apply(new Action.Put(K, Value.json("9")));
    assertThat(((Done) when(of(Relation.GREATER, "10"))).succeeded()).isFalse();
    assertThat(((Done) when(of(Relation.LESS, "9.5"))).succeeded()).isTrue();
    apply(new Action.Put(K, Value.json("9007199254740993")));
    assertThat(((Done) when(of(Relation.EQUAL, "9007199254740992.0"))).succeeded()).isFalse();
    assertThat(((Done) when(of(Relation.EQUAL, "9007199254740993"))).succeeded()).isTrue();
  }

  private static Compare of(Relation relation, String number) {
    return new Compare.OfValue(K, relation, Value.json(number));
  }

  @Test
  void comparesNothingWithWhatIsOfAnotherKind() {
    apply(new Action.Put(K, Value.text("5")));

    assertThat(when(of(Relation.NOT_EQUAL, "5")))
        .isEqualTo(new WrongKind(K, Kind.INTEGER, Kind.BYTES));
    assertThat(when(of(Relation.EQUAL, "{\"a\":5}")))
        .isEqualTo(new WrongKind(K, Kind.JSON, Kind.BYTES));
    apply(new Action.Put(K, Value.json("5")));
    assertThat(when(new Compare.OfValue(K, Relation.EQUAL, Value.text("5"))))
        .isEqualTo(new WrongKind(K, Kind.BYTES, Kind.INTEGER));
    assertThat(cells.get(K)).isPresent();
  }

  @Test
  void whatIsAbsentDiffersFromAllKinds() {
    assertThat(((Done) when(of(Relation.NOT_EQUAL, "5"))).succeeded()).isTrue();
    assertThat(((Done) when(of(Relation.LESS, "5"))).succeeded()).isFalse();
  }
}
