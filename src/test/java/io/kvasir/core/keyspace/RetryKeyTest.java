package io.kvasir.core.keyspace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kvasir.core.bucket.Key;
import io.kvasir.core.bucket.Value;
import io.kvasir.core.bytes.Bytes;
import io.kvasir.core.keyspace.Compare.Relation;
import io.kvasir.core.keyspace.TransactionResult.Done;
import io.kvasir.core.keyspace.TransactionResult.RetryKeyReused;
import io.kvasir.core.keyspace.TransactionResult.Step;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What a repeated proposal is answered, and for how long. */
class RetryKeyTest {
  private static final Key K = new Key("k");

  private final MapCells cells = new MapCells();
  private final Keyspace keyspace = new Keyspace(Head.INITIAL, 3);

  @Test
  void carriesARepeatedProposalOutOnce() {
    Done first = done("r", 10, put("a"));
    apply("s", 20, put("b"));
    Done again = done("r", 30, put("a"));

    assertThat(again).isEqualTo(new Done(true, 1, first.steps(), 10, true));
    assertThat(cells.get(K).orElseThrow().value()).isEqualTo(Value.text("b"));
    assertThat(keyspace.head()).isEqualTo(new Head(2, 30, 2, 0));
  }

  @Test
  void repeatsThatConditionsDidNotHold() {
    Transaction create =
        new Transaction(
            List.of(new Compare.OfVersion(K, Relation.EQUAL, 0)),
            List.of(new Action.Put(K, Value.text("a"))),
            List.of());
    apply("x", 0, put("b"));
    apply("r", 0, create);
    keyspace.apply(new Proposal(Optional.empty(), 0, Transaction.of(new Action.Delete(K))), cells);

    assertThat(done("r", 0, create).succeeded()).isFalse();
    assertThat(cells.get(K)).isEmpty();
  }

  @Test
  void refusesARetryKeyForAnotherTransaction() {
    apply("r", 0, put("a"));

    assertThat(apply("r", 0, put("b"))).isEqualTo(new RetryKeyReused());
    assertThat(cells.get(K).orElseThrow().value()).isEqualTo(Value.text("a"));
    assertThat(done("r", 0, put("a")).revision()).isEqualTo(1);
  }

  @Test
  void forgetsTheOldestBeyondItsCapacity() {
    apply("1", 0, put("a"));
    apply("2", 0, put("b"));
    apply("3", 0, put("c"));
    apply("1", 0, put("a"));
    assertThat(keyspace.head().revision()).isEqualTo(3);

    apply("4", 0, put("d"));
    assertThat(cells.remembered()).isEqualTo(3);
    assertThat(cells.queued()).isEqualTo(3);
    assertThat(done("2", 0, put("b")).repeated()).isTrue();

    assertThat(done("1", 0, put("a")).repeated()).isFalse();
    assertThat(keyspace.head().revision()).isEqualTo(5);
    assertThat(done("2", 0, put("b")).repeated()).isFalse();
    assertThat(cells.remembered()).isEqualTo(3);
  }

  @Test
  void takesARetryKeyOfLongAgoForANewOne() {
    apply("r", 1000, put("a"));

    assertThat(done("r", 1000 + Keyspace.RETRY_MILLIS, put("a")).repeated()).isTrue();
    assertThat(done("r", 1001 + Keyspace.RETRY_MILLIS, put("b")).repeated()).isFalse();
    assertThat(done("r", 0, put("b")).repeated()).isTrue();
    assertThat(cells.queued()).isEqualTo(1);

    apply("2", 0, put("c"));
    apply("3", 0, put("d"));
    assertThat(done("r", 0, put("b")).repeated()).isTrue();
    apply("4", 0, put("e"));
    assertThat(done("r", 0, put("b")).repeated()).isFalse();
    assertThat(cells.remembered()).isEqualTo(3);
  }

  @Test
  void doesNotKeepLargeValuesAndStillAppliesOnce() {
    Value half = new Value("x", Bytes.copyOf(new byte[Keyspace.KEPT_WEIGHT / 2]));
    apply("w", 0, Transaction.of(new Action.Put(K, half)));
    Action get = new Action.Get(K);
    Action absent = new Action.Get(new Key("absent"));
    Action delete = new Action.Delete(K);
    Transaction large = new Transaction(List.of(), List.of(get, get, absent, delete), List.of());

    assertThat(done("r", 7, large).steps()).hasSize(4);

    Step found = new Step.FoundBefore(1, 1, 1, 0);
    assertThat(apply("r", 9, large))
        .isEqualTo(
            new Done(
                true,
                2,
                List.of(found, found, new Step.Got(Optional.empty()), new Step.Deleted(true)),
                7,
                true));
    assertThat(keyspace.head().revision()).isEqualTo(2);
  }

  @Test
  void refusesRetryKeysOfNoOrTooGreatLength() {
    assertThatThrownBy(() -> new Proposal(Optional.of(""), 0, put("a")))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new Proposal(Optional.of("x".repeat(257)), 0, put("a")))
        .isInstanceOf(IllegalArgumentException.class);
    assertThat(new Proposal(Optional.of("x".repeat(256)), 0, put("a")).retryKey()).isPresent();
  }

  private TransactionResult apply(String retryKey, long wallMillis, Transaction transaction) {
    return keyspace.apply(new Proposal(Optional.of(retryKey), wallMillis, transaction), cells);
  }

  private Done done(String retryKey, long wallMillis, Transaction transaction) {
    return (Done) apply(retryKey, wallMillis, transaction);
  }

  private static Transaction put(String text) {
    return Transaction.of(new Action.Put(K, Value.text(text)));
  }
}
