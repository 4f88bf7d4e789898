package io.kvasir.core.keyspace;

import static org.assertj.core.api.Assertions.assertThat;

import io.kvasir.core.bucket.Key;
import io.kvasir.core.bucket.Value;
import io.kvasir.core.bytes.Bytes;
import io.kvasir.core.keyspace.TransactionResult.Done;
import io.kvasir.core.keyspace.TransactionResult.TooLarge;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** How much of the stored values one transaction may name and read. */
class TooLargeTest {
  private static final Key A = new Key("a");
  private static final Key B = new Key("b");
  private static final Key SMALL = new Key("small");
  private static final int HALF = (int) (Keyspace.MAX_WEIGHT / 2);

  private final MapCells cells = new MapCells();
  private final Keyspace keyspace = new Keyspace(Head.INITIAL);

  @Test
  void namesNoMoreOfSeveralKeysThanAllowed() {
    put(A, HALF);
    put(B, HALF);
    Transaction both = doing(new Action.Delete(A), new Action.Put(B, Value.text("x")));

    put(SMALL, 1);
    Transaction three = doing(new Action.Get(A), new Action.Delete(B), new Action.Get(SMALL));
    Head before = keyspace.head();

    assertThat(apply(three)).isEqualTo(new TooLarge());
    assertThat(keyspace.head()).isEqualTo(before);
    assertThat(cells.get(B)).isPresent();
    assertThat(apply(both)).isInstanceOf(Done.class);
  }

  @Test
  void readsOneKeyNoMoreOftenThanAllowed() {
    put(A, HALF);

    assertThat(apply(doing(gets(A, 2)))).isInstanceOf(Done.class);
    assertThat(apply(doing(gets(A, 3)))).isEqualTo(new TooLarge());
  }

  @Test
  void countsWhatItPutsBeforeItReads() {
    Action put = new Action.Put(A, ofSize(HALF));

    assertThat(apply(doing(put, new Action.Get(A), new Action.Get(A), new Action.Get(A))))
        .isEqualTo(new TooLarge());
    assertThat(cells.get(A)).isEmpty();
  }

  @Test
  void doesWithOneKeyWhateverItsSize() {
    put(A, 3 * HALF);

    assertThat(apply(doing(new Action.Get(A)))).isInstanceOf(Done.class);
    assertThat(apply(doing(new Action.Put(A, ofSize(3 * HALF))))).isInstanceOf(Done.class);
    assertThat(apply(doing(new Action.Delete(A)))).isInstanceOf(Done.class);
  }

  @Test
  void doesNotRememberARetryKeyThatDidNothing() {
    put(A, HALF);
    Proposal proposal = new Proposal(Optional.of("r"), 0, doing(gets(A, 3)));

    assertThat(keyspace.apply(proposal, cells)).isEqualTo(new TooLarge());
    put(A, 1);

    assertThat(keyspace.apply(proposal, cells)).isInstanceOf(Done.class);
    put(A, HALF);
    assertThat(keyspace.apply(proposal, cells)).isInstanceOf(Done.class);
  }

  private void put(Key key, int bytes) {
    apply(doing(new Action.Put(key, ofSize(bytes))));
  }

  private static Value ofSize(int bytes) {
    return new Value("application/octet-stream", Bytes.copyOf(new byte[bytes]));
  }

  private static Action[] gets(Key key, int times) {
    return Collections.nCopies(times, new Action.Get(key)).toArray(Action[]::new);
  }

  private static Transaction doing(Action... actions) {
    return new Transaction(List.of(), List.of(actions), List.of());
  }

  private TransactionResult apply(Transaction transaction) {
    return keyspace.apply(new Proposal(Optional.empty(), 0, transaction), cells);
  }
}
