package io.kvasir.core.keyspace;

import static org.assertj.core.api.Assertions.assertThat;

import io.kvasir.core.bucket.Key;
import io.kvasir.core.bucket.Value;
import io.kvasir.core.bytes.Bytes;
import io.kvasir.core.keyspace.Compare.Relation;
import io.kvasir.core.keyspace.TransactionResult.Done;
import io.kvasir.core.keyspace.TransactionResult.Step;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class KeyspaceTest {
  private static final Key K = new Key("k");
  private static final Key OTHER = new Key("other");

  private final MapCells cells = new MapCells();
  private final Keyspace keyspace = new Keyspace(Head.INITIAL);

  @Test
  void countsRevisionsAndVersionsAsEtcdDoes() {
    put(10, K, "a");
    put(20, OTHER, "x");
    put(30, K, "b");

    assertThat(cells.get(K)).contains(new Versioned(Value.text("b"), 1, 3, 2, 30));
    assertThat(cells.get(OTHER)).contains(new Versioned(Value.text("x"), 2, 2, 1, 20));
    assertThat(keyspace.head().revision()).isEqualTo(3);
  }

  @Test
  void beginsAKeyAnewAfterItsDeletion() {
    put(10, K, "a");
    assertThat(steps(apply(new Action.Delete(K)))).containsExactly(new Step.Deleted(true));
    put(20, K, "b");

    assertThat(cells.get(K)).contains(new Versioned(Value.text("b"), 3, 3, 1, 20));
  }

  @Test
  void deletingWhatIsAbsentAndReadingChangeNothing() {
    put(10, K, "a");

    Done done = apply(new Action.Delete(OTHER), new Action.Get(K), new Action.Get(OTHER));

    assertThat(done.revision()).isEqualTo(1);
    assertThat(keyspace.head().revision()).isEqualTo(1);
    assertThat(steps(done))
        .containsExactly(
            new Step.Deleted(false),
            new Step.Got(Optional.of(new Versioned(Value.text("a"), 1, 1, 1, 10))),
            new Step.Got(Optional.empty()));
  }

  @Test
  void givesAllChangesOfOneTransactionOneRevision() {
    put(10, K, "a");

    Done done =
        apply(
            new Action.Put(OTHER, Value.text("x")),
            new Action.Delete(K),
            new Action.Put(new Key("third"), Value.text("y")));

    assertThat(done.revision()).isEqualTo(2);
    assertThat(cells.values().values()).extracting(Versioned::modified).containsOnly(2L);
    assertThat(cells.get(K)).isEmpty();
  }

  @Test
  void letsAStepSeeTheStepsBefore() {
    Done done =
        apply(
            new Action.Get(K),
            new Action.Put(K, Value.text("a")),
            new Action.Get(K),
            new Action.Delete(K),
            new Action.Get(K));

    assertThat(steps(done).get(0)).isEqualTo(new Step.Got(Optional.empty()));
    assertThat(steps(done).get(2))
        .isEqualTo(new Step.Got(Optional.of(new Versioned(Value.text("a"), 1, 1, 1, 0))));
    assertThat(steps(done).get(3)).isEqualTo(new Step.Deleted(true));
    assertThat(steps(done).get(4)).isEqualTo(new Step.Got(Optional.empty()));
  }

  @Test
  void takesTheBranchThatItsConditionsChoose() {
    put(10, K, "a");

    Done changed = swap(1, "b");
    Done late = swap(1, "c");

    assertThat(changed.succeeded()).isTrue();
    assertThat(late.succeeded()).isFalse();
    assertThat(late.revision()).isEqualTo(2);
    assertThat(steps(late))
        .containsExactly(new Step.Got(Optional.of(new Versioned(Value.text("b"), 1, 2, 2, 10))));
  }

  @Test
  void comparesWhatIsAbsentAsZero() {
    assertThat(holds(new Compare.OfVersion(K, Relation.EQUAL, 0))).isTrue();
    assertThat(holds(new Compare.OfCreated(K, Relation.LESS, 1))).isTrue();
    assertThat(holds(new Compare.OfModified(K, Relation.GREATER, -1))).isTrue();
    assertThat(holds(new Compare.OfModified(K, Relation.NOT_EQUAL, 0))).isFalse();
    assertThat(holds(new Compare.OfValue(K, Relation.EQUAL, Value.text("")))).isFalse();
    assertThat(holds(new Compare.OfValue(K, Relation.LESS, Value.text("z")))).isFalse();
    assertThat(holds(new Compare.OfValue(K, Relation.GREATER, Value.text("")))).isFalse();
    assertThat(holds(new Compare.OfValue(K, Relation.NOT_EQUAL, Value.text("")))).isTrue();
  }

  @Test
  void comparesValuesAsUnsignedBytes() {
    Value high = new Value("application/octet-stream", Bytes.copyOf(new byte[] {(byte) 0x80}));
    Value low = new Value(Value.TEXT, Bytes.copyOf(new byte[] {0x7f}));
    keyspace.apply(proposal(0, new Action.Put(K, low)), cells);

    assertThat(holds(new Compare.OfValue(K, Relation.LESS, high))).isTrue();
    assertThat(holds(new Compare.OfValue(K, Relation.EQUAL, low))).isTrue();
    assertThat(holds(new Compare.OfValue(K, Relation.GREATER, Value.text("")))).isTrue();
  }

  @Test
  void neverGoesBackInTime() {
    put(50, K, "a");
    put(20, K, "b");

    assertThat(cells.get(K).orElseThrow().writtenMillis()).isEqualTo(50);
    put(60, K, "c");
    assertThat(cells.get(K).orElseThrow().writtenMillis()).isEqualTo(60);
  }

  private void put(long wallMillis, Key key, String text) {
    keyspace.apply(proposal(wallMillis, new Action.Put(key, Value.text(text))), cells);
  }

  private Done swap(long revision, String text) {
    Transaction transaction =
        new Transaction(
            List.of(new Compare.OfModified(K, Relation.EQUAL, revision)),
            List.of(new Action.Put(K, Value.text(text))),
            List.of(new Action.Get(K)));
    return (Done) keyspace.apply(new Proposal(Optional.empty(), 0, transaction), cells);
  }

  private boolean holds(Compare compare) {
    Transaction transaction = new Transaction(List.of(compare), List.of(), List.of());
    return ((Done) keyspace.apply(new Proposal(Optional.empty(), 0, transaction), cells))
        .succeeded();
  }

  private Done apply(Action... actions) {
    return (Done) keyspace.apply(proposal(0, actions), cells);
  }

  private static Proposal proposal(long wallMillis, Action... actions) {
    return new Proposal(
        Optional.empty(), wallMillis, new Transaction(List.of(), List.of(actions), List.of()));
  }

  private static List<Step> steps(Done done) {
    return done.steps();
  }
}
