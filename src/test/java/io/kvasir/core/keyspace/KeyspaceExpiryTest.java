package io.kvasir.core.keyspace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kvasir.core.bucket.Key;
import io.kvasir.core.bucket.Value;
import io.kvasir.core.keyspace.Compare.Relation;
import io.kvasir.core.keyspace.TransactionResult.Done;
import io.kvasir.core.keyspace.TransactionResult.Step;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class KeyspaceExpiryTest {
  private static final Key K = new Key("k");
  private static final Key OTHER = new Key("other");
  private static final Value V = Value.text("v");

  private final Keyspace keyspace = new Keyspace(Head.INITIAL);
  private final MapCells cells = new MapCells();

  @Test
  void anEndIsARevisionOfItsOwnBeforeThatOfWhatFindsIt() {
    apply(100, put(K, 50));

    Done done = apply(150, new Action.Get(K), new Action.Put(K, V));

    assertThat(done.revision()).isEqualTo(3);
    assertThat(done.steps().getFirst()).isEqualTo(new Step.Got(Optional.empty()));
    assertThat(cells.get(K)).contains(new Versioned(V, 3, 3, 1, 150));
    assertThat(cells.ends()).isEmpty();
  }

  @Test
  void aKeyIsThereUntilTheMillisecondOfItsEnd() {
    apply(100, put(K, 50));

    Done before = apply(149, new Action.Get(K));

    assertThat(before.revision()).isEqualTo(1);
    assertThat(before.steps()).containsExactly(new Step.Got(cells.get(K)));
    assertThat(apply(150, new Action.Get(K)).steps())
        .containsExactly(new Step.Got(Optional.empty()));
  }

  @Test
  void noClockThatIsBehindKeepsAKeyNorBringsItBack() {
    apply(100, put(K, 50));
    apply(200, new Action.Get(OTHER));

    assertThat(apply(10, new Action.Get(K)).steps())
        .containsExactly(new Step.Got(Optional.empty()));
  }

  @Test
  void conditionsTakeWhatHasEndedForAbsent() {
    apply(100, put(K, 50));
    Transaction ifAbsent =
        new Transaction(
            List.of(
                new Compare.OfVersion(K, Relation.EQUAL, 0),
                new Compare.OfModified(K, Relation.EQUAL, 0),
                new Compare.OfCreated(K, Relation.LESS, 1),
                new Compare.OfValue(K, Relation.NOT_EQUAL, V)),
            List.of(new Action.Put(OTHER, V)),
            List.of());

    assertThat(apply(149, ifAbsent).succeeded()).isFalse();
    assertThat(apply(150, ifAbsent).succeeded()).isTrue();
    assertThat(cells.get(K)).isEmpty();
  }

  @Test
  void aLapseTakesWhatHasEndedByTheShardsTimeAndIsStillThat() {
    Key late = new Key("late");
    Key anew = new Key("anew");
    apply(100, put(K, 50), put(OTHER, 50), put(late, 500), put(anew, 50));
    TreeSet<End> found = new TreeSet<>(cells.ends());
    apply(120, put(anew, 50));
    found.add(new End(150, new Key("never")));

    Done done = (Done) keyspace.apply(new Lapse(160, found), cells);

    assertThat(done.revision()).isEqualTo(3);
    assertThat(cells.values().keySet()).containsExactly(anew, late);
    assertThat(keyspace.head().ends()).isEqualTo(2);
    assertThat(((Done) keyspace.apply(new Lapse(160, found), cells)).revision())
        .as("a lapse that takes nothing")
        .isEqualTo(3);
  }

  @Test
  void aPutBeginsItsTimeAnewOrMakesItEndless() {
    apply(100, put(K, 50));
    apply(140, put(K, 50));
    assertThat(apply(189, new Action.Get(K)).revision()).isEqualTo(2);

    apply(189, new Action.Put(K, V));
    assertThat(apply(1_000, new Action.Delete(K)).steps()).containsExactly(new Step.Deleted(true));
    assertThat(cells.ends()).isEmpty();
  }

  @Test
  void theDefaultOfABucketIsNoPartOfWhatAClientAsked() {
    long plain = Fingerprint.of(Transaction.of(new Action.Put(K, V)));

    assertThat(Fingerprint.of(limited(60, false))).isEqualTo(plain);
    assertThat(Fingerprint.of(limited(60, true)))
        .isNotEqualTo(plain)
        .isNotEqualTo(Fingerprint.of(limited(61, true)));
    assertThatThrownBy(() -> new TimeToLive(0, true)).isInstanceOf(IllegalArgumentException.class);
  }

  private static Transaction limited(long millis, boolean isAsked) {
    return Transaction.of(new Action.Put(K, V, Optional.of(new TimeToLive(millis, isAsked))));
  }

  private static Action put(Key key, long millis) {
    return new Action.Put(key, V, Optional.of(new TimeToLive(millis, true)));
  }

  private Done apply(long wallMillis, Action... actions) {
    return apply(wallMillis, new Transaction(List.of(), List.of(actions), List.of()));
  }

  private Done apply(long wallMillis, Transaction transaction) {
    return (Done) keyspace.apply(new Proposal(Optional.empty(), wallMillis, transaction), cells);
  }
}
