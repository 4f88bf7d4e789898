package io.kvasir.core.keyspace;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;

/** A shard behaves as a map and a list would, and is as small as it promises. */
class KeyspacePropertyTest {
  @Property(tries = 2000)
  void behavesAsTheNaiveOne(
      @ForAll("logs") List<Proposal> log, @ForAll @IntRange(min = 1, max = 4) int retryKeys) {
    NaiveKeyspace naive = new NaiveKeyspace(retryKeys);
    Keyspace keyspace = new Keyspace(Head.INITIAL, retryKeys);
    MapCells cells = new MapCells();

    for (Proposal proposal : log) {
      assertThat(keyspace.apply(proposal, cells)).isEqualTo(naive.apply(proposal));
      assertThat(cells.values()).isEqualTo(naive.values());
      assertThat(cells.remembered()).isEqualTo(cells.queued()).isLessThanOrEqualTo(retryKeys);
    }
  }

  @Property
  void tellsTransactionsApart(
      @ForAll("transactions") Transaction one, @ForAll("transactions") Transaction other) {
    assertThat(Fingerprint.of(one) == Fingerprint.of(other)).isEqualTo(one.equals(other));
  }

  @Provide
  Arbitrary<List<Proposal>> logs() {
    return Proposals.logs();
  }

  @Provide
  Arbitrary<Transaction> transactions() {
    return Proposals.transactions();
  }
}
