package io.kvasir.core.keyspace;

import static org.assertj.core.api.Assertions.assertThat;

import io.kvasir.core.bucket.Key;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

/** A history is the latest revisions without a gap, and as small as it promises. */
class HistoryPropertyTest {
  /** Rows by revision, each as large as the test says. */
  private static final class Table implements History.Rows {
    private final TreeMap<Long, Long> rows = new TreeMap<>();
    private Ledger ledger = Ledger.INITIAL;
    private long nextBytes;

    @Override
    public long put(Revision revision) {
      rows.put(revision.number(), nextBytes);
      return nextBytes;
    }

    @Override
    public void delete(long revision) {
      rows.remove(revision);
    }

    long kept() {
      return rows.tailMap(ledger.first()).values().stream().mapToLong(Long::longValue).sum();
    }
  }

  @Property
  void keepsTheLatestWithinItsLimits(
      @ForAll @Size(max = 400) List<@IntRange(min = 1, max = 60) Integer> sizes,
      @ForAll @IntRange(min = 1, max = 100) int revisions,
      @ForAll @IntRange(min = 1, max = 2_000) int bytes) {
    Ledger.Limit limit = new Ledger.Limit(revisions, bytes);
    Table table = new Table();
    for (int at = 0; at < sizes.size(); at++) {
      long number = at + 1L;
      table.nextBytes = sizes.get(at);
      // a replica may start anew at any time
      History history = new History(table.ledger, limit);
      history.add(revision(number), table);
      table.ledger = history.ledger();

      Ledger ledger = table.ledger;
      assertThat(ledger.last()).isEqualTo(number);
      assertThat(table.rows.firstKey()).isEqualTo(ledger.swept() + 1);
      assertThat(table.rows).as("no gap").hasSize((int) (number - ledger.swept()));
      boolean isOne = ledger.steps().size() == 1;
      assertThat(isOne || number - ledger.first() < revisions).isTrue();
      assertThat(isOne || table.kept() <= bytes).isTrue();
      assertThat(ledger.steps().stream().mapToLong(Ledger.Step::bytes).sum())
          .isEqualTo(table.kept());
    }
  }

  @Property
  void keepsMostOfWhatItMay(@ForAll @IntRange(min = 16, max = 200) int revisions) {
    Table table = new Table();
    table.nextBytes = 1;
    History history = new History(Ledger.INITIAL, new Ledger.Limit(revisions, 1_000_000));
    for (long number = 1; number <= 3L * revisions; number++) {
      history.add(revision(number), table);
    }

    long kept = history.ledger().last() - history.ledger().first() + 1;
    assertThat(kept).isGreaterThan(revisions * 3L / 4);
    assertThat(table.rows).as("what was given up goes").hasSizeLessThanOrEqualTo(revisions + 16);
  }

  @Example
  void beginsAnewWhereAHistoryIsMissing() {
    Table table = new Table();
    table.nextBytes = 5;

    History history = new History(Ledger.INITIAL, Ledger.Limit.DEFAULT);
    history.add(revision(70), table);

    assertThat(history.ledger()).isEqualTo(new Ledger(70, 69, List.of(new Ledger.Step(70, 5))));
  }

  private static Revision revision(long number) {
    return new Revision(number, 0, List.of(new Revision.Change(new Key("k"), Optional.empty())));
  }
}
