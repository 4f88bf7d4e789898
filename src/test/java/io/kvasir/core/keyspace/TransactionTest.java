package io.kvasir.core.keyspace;

import static org.assertj.core.api.Assertions.assertThat;

import io.kvasir.core.bucket.Key;
import io.kvasir.core.bucket.Value;
import io.kvasir.core.keyspace.Compare.Relation;
import java.util.List;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class TransactionTest {
  private static final Key A = new Key("a");
  private static final Key B = new Key("b");
  private static final Action PUT_A = new Action.Put(A, Value.text("1"));
  private static final Action PUT_B = new Action.Put(B, Value.text("1"));
  private static final Action DELETE_A = new Action.Delete(A);
  private static final Action GET_A = new Action.Get(A);

  @Test
  void namesAKeyThatABranchWritesTwice() {
    assertThat(Transaction.writtenTwice(List.of(PUT_B, PUT_A, PUT_A))).contains(A);
    assertThat(Transaction.writtenTwice(List.of(PUT_A, DELETE_A))).contains(A);
    assertThat(Transaction.writtenTwice(List.of(DELETE_A, PUT_A))).contains(A);
  }

  @Test
  void allowsReadsAndDeletesAgain() {
    assertThat(Transaction.writtenTwice(List.of(GET_A, PUT_A, GET_A, PUT_B))).isEmpty();
    assertThat(Transaction.writtenTwice(List.of(DELETE_A, GET_A, DELETE_A))).isEmpty();
    assertThat(Transaction.writtenTwice(List.of())).isEmpty();
  }

  @Test
  void knowsAllItsKeys() {
    Transaction transaction =
        new Transaction(
            List.of(new Compare.OfValue(B, Relation.EQUAL, Value.text(""))),
            List.of(GET_A),
            List.of(new Action.Delete(new Key("c"))));

    assertThat(transaction.keys()).isEqualTo(new TreeSet<>(List.of(A, B, new Key("c"))));
  }

  @Test
  void hasAFingerprintThatStays() {
    Transaction transaction =
        new Transaction(
            List.of(
                new Compare.OfValue(B, Relation.EQUAL, Value.text("0123456789")),
                new Compare.OfModified(A, Relation.LESS, 7)),
            List.of(PUT_A, GET_A),
            List.of(DELETE_A));

    assertThat(Fingerprint.of(transaction)).isEqualTo(-7984059502893311244L);
    assertThat(Fingerprint.of(success())).isEqualTo(-3148239059009744088L);
  }

  private static Transaction success(Action... actions) {
    return new Transaction(List.of(), List.of(actions), List.of());
  }
}
