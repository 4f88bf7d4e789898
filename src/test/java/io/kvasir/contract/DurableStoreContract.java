package io.kvasir.contract;

import static io.kvasir.contract.States.counter;
import static io.kvasir.contract.States.elements;
import static io.kvasir.contract.States.entry;
import static io.kvasir.contract.States.set;
import static org.assertj.core.api.Assertions.assertThat;

import io.kvasir.core.burial.Burials;
import io.kvasir.core.crdt.Scope;
import io.kvasir.core.crdt.Slice;
import io.kvasir.core.handoff.Bookmark;
import io.kvasir.core.handoff.TransferId;
import io.kvasir.core.node.NodeId;
import io.kvasir.core.time.HybridTimestamp;
import io.kvasir.core.watch.JournalPage;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** What a store does that outlives its process. */
public abstract class DurableStoreContract extends PartitionStoreContract {
  /** Ends the store in order and opens what it left; {@link #store} is that one from now on. */
  protected abstract void reopen();

  @Test
  void findsEverythingAgainWhenItIsReopened() {
    Slice delta = new Slice(set(Map.of("c", 3L)), elements("c"));
    commit(P0, entry("s", "k"), Slice.whole(set(Map.of("a", 1L, "b", 2L))));
    commit(P0, entry("s", "k"), delta, outgoing(5, delta));
    commit(P7, entry("c", "k"), Slice.whole(counter(4)), outgoing(1));

    reopen();

    assertThat(load(P0, entry("s", "k"), Scope.whole()))
        .contains(Slice.whole(set(Map.of("a", 1L, "b", 2L, "c", 3L))));
    assertThat(load(P7, entry("c", "k"), Scope.whole())).contains(Slice.whole(counter(4)));
    assertThat(loadOutgoing(P0, 5)).map(stored -> stored.outgoing().delta()).contains(delta);
    assertThat(store().outgoing()).hasSize(2);
  }

  @Test
  void doesNotFindAgainWhatWasRemovedBeforeItIsReopened() {
    commit(P0, entry("s", "k"), Slice.whole(set(Map.of("a", 1L, "b", 2L))), outgoing(1));
    commit(P0, entry("s", "k"), new Slice(set(Map.of(), 2), elements("a")), outgoing(2));
    commit(P0, entry("dropped", "k"), Slice.whole(counter(1)));
    drop(entry("dropped", "k"));
    store().trimOutgoing(P0, 2);

    reopen();

    assertThat(load(P0, entry("s", "k"), Scope.whole()))
        .contains(Slice.whole(set(Map.of("b", 2L), 2)));
    assertThat(load(P0, entry("dropped", "k"), Scope.whole())).isEqualTo(Optional.empty());
    assertThat(store().outgoing()).extracting(ref -> ref.sequence()).containsExactly(2L);
  }

  @Test
  void findsItsBookmarksAgainAndNotWhatItForgot() {
    Bookmark bookmark =
        new Bookmark(
            new TransferId(5, P0, 3),
            4,
            new TreeSet<>(List.of(new NodeId("a"))),
            Optional.of(new NodeId("c")),
            Optional.of(entry("b", "k")),
            false);
    commit(P0, entry("s", "k"), Slice.whole(set(Map.of("a", 1L))));
    Call<Void> forgotten = new Call<>();
    store().forget(P0, new TreeSet<>(List.of(entry("s", "k").bucket())), forgotten);
    Call<Void> saved = new Call<>();
    store().saveBookmark(bookmark, saved);
    commit(P7, entry("c", "k"), Slice.whole(counter(1)));

    reopen();

    assertThat(store().bookmarks()).containsExactly(bookmark);
    assertThat(load(P0, entry("s", "k"), Scope.whole())).isEmpty();
    assertThat(store().partitionsHeld()).contains(P7);
  }

  @Test
  void remembersBurialsAndNotWhatItBuried() {
    Slice remains = Slice.whole(set(Map.of(), 3));
    Burials burials = new Burials(P0, 3, 5, 77, new HybridTimestamp(9, 1));
    commit(P0, entry("s", "k"), remains);
    commit(P0, entry("c", "k"), Slice.whole(counter(1)), outgoing(3));
    commit(P0, entry("c", "k"), Slice.whole(counter(2)), outgoing(4));
    keep(burials, 4);
    drop(P0, entry("s", "k"), remains);

    reopen();

    assertThat(store().burials()).containsExactly(burials);
    assertThat(load(P0, entry("s", "k"), Scope.whole())).isEmpty();
    assertThat(store().outgoing()).extracting(ref -> ref.sequence()).containsExactly(4L);
  }

  @Test
  void goesOnWithTheJournalAndItsSteps() {
    for (int i = 1; i <= 100; i++) {
      commit(P0, entry("b", "k" + i), i);
      if (i % 3 == 0) {
        reopen();
      }
    }

    JournalPage page = journal("b", 0, 1_000);
    assertThat(page.changes()).hasSizeBetween(64, 72);
    assertThat(page.head()).isEqualTo(100);
    assertThat(page.changes().getFirst().sequence()).isEqualTo(page.trimmed() + 1);
    assertThat(page.changes().getLast()).isEqualTo(shown(P0, "k100", 100, 100, 100));
    assertThat(mark(P0, entry("b", "k7"))).isEqualTo(shown(P0, "k7", 7, 7, 7).mark());
  }

  @Test
  void goesOnFromWhereItWasReopened() {
    for (int i = 1; i <= 5; i++) {
      commit(P0, entry("c", "k"), Slice.whole(counter(i)), outgoing(i));

      reopen();

      assertThat(load(P0, entry("c", "k"), Scope.whole())).contains(Slice.whole(counter(i)));
      assertThat(store().outgoing()).hasSize(i);
    }
  }
}
