package io.kvasir.contract;

import static io.kvasir.contract.States.counter;
import static io.kvasir.contract.States.dots;
import static io.kvasir.contract.States.elements;
import static io.kvasir.contract.States.entry;
import static io.kvasir.contract.States.register;
import static io.kvasir.contract.States.seen;
import static io.kvasir.contract.States.set;
import static org.assertj.core.api.Assertions.assertThat;

import io.kvasir.core.bucket.BucketId;
import io.kvasir.core.bucket.Element;
import io.kvasir.core.bucket.EntryKey;
import io.kvasir.core.bucket.Key;
import io.kvasir.core.bucket.KeyRange;
import io.kvasir.core.bucket.KeyScan;
import io.kvasir.core.bucket.Value;
import io.kvasir.core.burial.Burials;
import io.kvasir.core.bytes.Bytes;
import io.kvasir.core.causality.DotSet;
import io.kvasir.core.crdt.Crdt;
import io.kvasir.core.crdt.Digest;
import io.kvasir.core.crdt.End;
import io.kvasir.core.crdt.Expiry;
import io.kvasir.core.crdt.Flaw;
import io.kvasir.core.crdt.IndexChange;
import io.kvasir.core.crdt.LwwRegister;
import io.kvasir.core.crdt.OrSwot;
import io.kvasir.core.crdt.Scope;
import io.kvasir.core.crdt.Slice;
import io.kvasir.core.gossip.EntryPage;
import io.kvasir.core.gossip.KeyDigest;
import io.kvasir.core.gossip.KeyDigests;
import io.kvasir.core.gossip.Leaf;
import io.kvasir.core.gossip.LeafCheck;
import io.kvasir.core.gossip.LeafSums;
import io.kvasir.core.gossip.SilentKeys;
import io.kvasir.core.handoff.Bookmark;
import io.kvasir.core.handoff.Excerpt;
import io.kvasir.core.handoff.Piece;
import io.kvasir.core.handoff.Place;
import io.kvasir.core.handoff.TransferId;
import io.kvasir.core.node.NodeId;
import io.kvasir.core.replication.KeyPage;
import io.kvasir.core.ring.PartitionId;
import io.kvasir.core.time.HybridTimestamp;
import io.kvasir.core.watch.JournalPage;
import io.kvasir.core.watch.Mark;
import io.kvasir.core.watch.Shown;
import io.kvasir.engine.port.Outgoing;
import io.kvasir.engine.port.PartitionStore;
import io.kvasir.engine.port.PartitionStore.Due;
import io.kvasir.engine.port.PartitionStore.OutgoingRef;
import io.kvasir.engine.port.PartitionStore.StoredOutgoing;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * What every {@link PartitionStore} does. The store of a test is empty, has 8 partitions, and keeps
 * about 64 changes of a bucket in its journal.
 */
public abstract class PartitionStoreContract {
  protected static final int PARTITIONS = 8;
  protected static final PartitionId P0 = new PartitionId(0);
  protected static final PartitionId P7 = new PartitionId(7);

  protected abstract PartitionStore store();

  /** Lets time go by until the call is over; a simulated store needs that. */
  protected void settle(Call<?> call) {}

  @Test
  void findsNothingUnderAKeyThatWasNeverWritten() {
    commit(P0, entry("b", "other"), Slice.whole(counter(1)));

    assertThat(load(P0, entry("b", "k"), Scope.whole())).isEmpty();
    assertThat(load(P0, entry("b", "k"), elements("e"))).isEmpty();
    assertThat(load(P7, entry("b", "other"), Scope.whole())).isEmpty();
  }

  @Test
  void returnsRegistersAndCountersAsTheyWereCommitted() {
    commit(P0, entry("r", "k"), Slice.whole(register(7, "value \" \\ \n / :")));
    commit(P0, entry("c", "k"), Slice.whole(counter(Long.MAX_VALUE)));
    commit(P0, entry("r", "gone"), Slice.whole(LwwRegister.BOTTOM));

    assertThat(load(P0, entry("r", "k"), Scope.whole()))
        .contains(Slice.whole(register(7, "value \" \\ \n / :")));
    assertThat(load(P0, entry("c", "k"), Scope.whole()))
        .contains(Slice.whole(counter(Long.MAX_VALUE)));
    assertThat(load(P0, entry("r", "gone"), Scope.whole()))
        .contains(Slice.whole(LwwRegister.BOTTOM));
  }

  @Test
  void replacesWhatWasThere() {
    commit(P0, entry("c", "k"), Slice.whole(counter(1)));
    commit(P0, entry("c", "k"), Slice.whole(counter(2)));

    assertThat(load(P0, entry("c", "k"), Scope.whole())).contains(Slice.whole(counter(2)));
  }

  @Test
  void holdsValuesOfMegabytes() {
    Value large = new Value("application/octet-stream", Bytes.copyOf(new byte[3 << 20]));
    LwwRegister register =
        new LwwRegister(new HybridTimestamp(1, 2), States.ACTOR, Optional.of(large));

    commit(P0, entry("r", "k"), Slice.whole(register));

    assertThat(load(P0, entry("r", "k"), Scope.whole())).contains(Slice.whole(register));
  }

  @Test
  void readsOfASetTheElementsThatAreAskedFor() {
    commit(P0, entry("s", "k"), Slice.whole(set(Map.of("a", 1L, "b", 2L, "c", 3L))));

    assertThat(load(P0, entry("s", "k"), Scope.whole()))
        .contains(Slice.whole(set(Map.of("a", 1L, "b", 2L, "c", 3L))));
    assertThat(load(P0, entry("s", "k"), elements("b", "none")))
        .contains(new Slice(set(Map.of("b", 2L), 3), elements("b", "none")));
    assertThat(load(P0, entry("s", "k"), elements()))
        .contains(new Slice(set(Map.of(), 3), elements()));
  }

  @Test
  void changesOfASetTheElementsInScope() {
    commit(P0, entry("s", "k"), Slice.whole(set(Map.of("a", 1L, "b", 2L, "c", 3L))));

    commit(P0, entry("s", "k"), new Slice(set(Map.of("a", 4L, "d", 5L)), elements("a", "b", "d")));

    assertThat(load(P0, entry("s", "k"), Scope.whole()))
        .contains(Slice.whole(set(Map.of("a", 4L, "c", 3L, "d", 5L))));
  }

  @Test
  void startsASetWithSomeElements() {
    commit(P0, entry("s", "k"), new Slice(set(Map.of("a", 1L)), elements("a", "b")));

    assertThat(load(P0, entry("s", "k"), Scope.whole()))
        .contains(Slice.whole(set(Map.of("a", 1L))));
  }

  @Test
  void replacesASetAsAWhole() {
    commit(P0, entry("s", "k"), Slice.whole(set(Map.of("a", 1L, "b", 2L))));
    commit(P0, entry("s", "k2"), Slice.whole(set(Map.of("x", 1L))));

    commit(P0, entry("s", "k"), Slice.whole(set(Map.of("b", 5L, "c", 6L))));

    assertThat(load(P0, entry("s", "k"), Scope.whole()))
        .contains(Slice.whole(set(Map.of("b", 5L, "c", 6L))));
    assertThat(load(P0, entry("s", "k2"), Scope.whole()))
        .contains(Slice.whole(set(Map.of("x", 1L))));
  }

  @Test
  void keepsContextAndPresenceOfAnEmptiedSet() {
    OrSwot emptied = new OrSwot(dots(9), new TreeMap<>(), seen(9));
    commit(P0, entry("s", "k"), Slice.whole(set(Map.of("a", 1L))));

    commit(P0, entry("s", "k"), new Slice(emptied, elements("a")));

    assertThat(load(P0, entry("s", "k"), Scope.whole())).contains(Slice.whole(emptied));
  }

  @Test
  void tellsKeysAndElementsApartWhateverTheyAreMadeOf() {
    List<String> texts =
        List.of(
            "k",
            "k\0",
            "k\0\0",
            "k\0k",
            "k\1",
            "kk",
            "K",
            "\0",
            "\0\0",
            ":",
            "b:c",
            "é",
            "e\u0301",
            "\uffff",
            "\ud800",
            "\udc00",
            "\ud83d\ude00",
            "?",
            "\ufffd",
            "x".repeat(4096),
            "x".repeat(4095) + "y",
            "é".repeat(2000),
            "é".repeat(2001));

    for (String text : texts) {
      commit(P0, entry("s", text), Slice.whole(set(Map.of(text, 1L, "common", 2L, "", 3L))));
      commit(P0, entry("all", "k"), new Slice(set(Map.of(text, 1L), 3), elements(text)));
    }

    for (String text : texts) {
      assertThat(load(P0, entry("s", text), Scope.whole()))
          .contains(Slice.whole(set(Map.of(text, 1L, "common", 2L, "", 3L))));
      assertThat(load(P0, entry("all", "k"), elements(text)))
          .contains(new Slice(set(Map.of(text, 1L), 3), elements(text)));
    }
    TreeMap<String, Long> all = new TreeMap<>();
    texts.forEach(text -> all.put(text, 1L));
    assertThat(load(P0, entry("all", "k"), Scope.whole())).contains(Slice.whole(set(all, 3)));
  }

  @Test
  void tellsBucketsGenerationsAndPartitionsApart() {
    List<EntryKey> entries =
        List.of(
            entry("a", "b:c"),
            entry("a", "bc"),
            entry("ab", "c"),
            entry("a", 1, "b:c"),
            entry("a", 256, "b:c"),
            entry("a", Integer.MAX_VALUE, "b:c"),
            entry("a.b", "c"));

    for (int i = 0; i < entries.size(); i++) {
      commit(P0, entries.get(i), Slice.whole(counter(i + 1)));
      commit(P7, entries.get(i), Slice.whole(counter(i + 100)));
    }

    for (int i = 0; i < entries.size(); i++) {
      assertThat(load(P0, entries.get(i), Scope.whole())).contains(Slice.whole(counter(i + 1)));
      assertThat(load(P7, entries.get(i), Scope.whole())).contains(Slice.whole(counter(i + 100)));
    }
  }

  @Test
  void commitsOneEntryInTheOrderOfTheCalls() {
    List<Call<Void>> calls = new ArrayList<>();
    for (int i = 1; i <= 500; i++) {
      calls.add(start(P0, entry("c", "k"), Slice.whole(counter(i)), Optional.empty()));
    }

    calls.forEach(this::end);

    assertThat(load(P0, entry("c", "k"), Scope.whole())).contains(Slice.whole(counter(500)));
    assertThat(calls).allMatch(call -> call.ends() == 1);
  }

  @Test
  void showsNoReaderHalfACommit() {
    EntryKey entry = entry("s", "k");
    List<Call<Void>> commits = new ArrayList<>();
    List<Call<Optional<Slice>>> loads = new ArrayList<>();

    for (long i = 1; i <= 300; i++) {
      OrSwot both = set(Map.of("a", i, "b", i), i);
      commits.add(start(P0, entry, new Slice(both, elements("a", "b")), Optional.empty()));
      loads.add(startLoad(P0, entry, Scope.whole()));
      loads.add(startLoad(P0, entry, elements("a", "b")));
    }
    commits.forEach(this::end);

    for (Call<Optional<Slice>> load : loads) {
      end(load).ifPresent(PartitionStoreContract::assertOneCommit);
    }
  }

  private static void assertOneCommit(Slice slice) {
    OrSwot found = (OrSwot) slice.state();
    DotSet dots = found.dotsOf(new Element("a"));
    assertThat(found.dotsOf(new Element("b"))).isEqualTo(dots);
    assertThat(found.context()).isEqualTo(seen(dots.dots().getFirst().counter()));
  }

  @Test
  void showsAReaderWhatWasCommittedBeforeItAsked() {
    for (int i = 1; i <= 50; i++) {
      commit(P0, entry("c", "k"), Slice.whole(counter(i)));

      assertThat(load(P0, entry("c", "k"), Scope.whole())).contains(Slice.whole(counter(i)));
    }
  }

  @Test
  void filesOutgoingDeltasWithTheStateTheyChanged() {
    Slice delta = new Slice(set(Map.of("a", 1L)), elements("a", "b"));
    commit(P0, entry("s", "k"), delta, outgoing(5, delta));
    commit(P0, entry("c", "k"), Slice.whole(counter(2)), outgoing(6, Slice.whole(counter(2))));

    assertThat(loadOutgoing(P0, 5))
        .contains(new StoredOutgoing(entry("s", "k"), new Outgoing(5, 3, delta)));
    assertThat(loadOutgoing(P0, 6))
        .contains(new StoredOutgoing(entry("c", "k"), new Outgoing(6, 3, Slice.whole(counter(2)))));
    assertThat(loadOutgoing(P0, 7)).isEmpty();
    assertThat(loadOutgoing(P7, 5)).isEmpty();
  }

  @Test
  void listsOutgoingDeltasByPartitionAndSequence() {
    List<Long> sequences = List.of(1L, 255L, 256L, 1L << 31, 1L << 40, Long.MAX_VALUE);
    for (long sequence : sequences.reversed()) {
      commit(P7, entry("c", "k"), Slice.whole(counter(1)), outgoing(sequence));
    }
    commit(P0, entry("c", "k0"), Slice.whole(counter(1)), outgoing(9));

    List<OutgoingRef> expected = new ArrayList<>();
    expected.add(new OutgoingRef(P0, 9, entry("c", "k0"), 3, 0));
    sequences.forEach(each -> expected.add(new OutgoingRef(P7, each, entry("c", "k"), 3, 0)));
    assertThat(store().outgoing())
        .usingRecursiveFieldByFieldElementComparatorIgnoringFields("bytes")
        .isEqualTo(expected);
  }

  @Test
  void forgetsTheOutgoingDeltasOfAPartitionBelowASequence() {
    for (long sequence = 1; sequence <= 10; sequence++) {
      commit(P0, entry("c", "k"), Slice.whole(counter(sequence)), outgoing(sequence));
      commit(P7, entry("c", "k"), Slice.whole(counter(sequence)), outgoing(sequence));
    }

    store().trimOutgoing(P0, 8);

    assertThat(loadOutgoing(P0, 7)).isEmpty();
    assertThat(loadOutgoing(P0, 8)).isPresent();
    assertThat(loadOutgoing(P7, 7)).isPresent();
    assertThat(store().outgoing()).hasSize(13);
    assertThat(load(P0, entry("c", "k"), Scope.whole())).contains(Slice.whole(counter(10)));
  }

  @Test
  void dropsOneLifeOfABucketAndAllBeforeItInAllPartitions() {
    for (PartitionId partition : List.of(P0, P7)) {
      commit(
          partition, entry("b", 1, "k"), Slice.whole(set(Map.of("a", 1L, "b", 2L))), outgoing(4));
      commit(partition, entry("b", 0, "k"), Slice.whole(counter(1)));
      commit(partition, entry("b", 2, "k"), Slice.whole(counter(2)));
      commit(partition, entry("bb", 1, "k"), Slice.whole(counter(3)));
      commit(partition, entry("a", 1, "k"), Slice.whole(counter(3)));
    }

    drop(entry("b", 1, "k"));

    for (PartitionId partition : List.of(P0, P7)) {
      assertThat(load(partition, entry("b", 1, "k"), Scope.whole())).isEmpty();
      assertThat(load(partition, entry("b", 1, "k"), elements("a"))).isEmpty();
      assertThat(load(partition, entry("b", 0, "k"), Scope.whole())).isEmpty();
      assertThat(load(partition, entry("b", 2, "k"), Scope.whole())).isPresent();
      assertThat(load(partition, entry("bb", 1, "k"), Scope.whole())).isPresent();
      assertThat(load(partition, entry("a", 1, "k"), Scope.whole())).isPresent();
      assertThat(loadOutgoing(partition, 4)).isPresent();
    }
  }

  @Test
  void dropsABucketThatIsNotThere() {
    drop(entry("none", "k"));

    assertThat(load(P0, entry("none", "k"), Scope.whole())).isEmpty();
  }

  @Test
  void addsUpDigestsByKeyAndLeaf() {
    EntryKey k1 = entry("b", "k1");
    commit(P0, k1, 5);
    commit(P0, k1, -7);
    commit(P0, entry("b", "k2"), Long.MIN_VALUE);
    commit(P0, entry("b", "gone"), 9);
    commit(P0, entry("b", "gone"), -9);
    commit(P0, entry("b", 1, "k1"), 11);
    commit(P7, k1, 13);

    TreeMap<Leaf, Long> expected = new TreeMap<>();
    expected.merge(Leaf.of(k1.key()), -2L, Long::sum);
    expected.merge(Leaf.of(new Key("k2")), Long.MIN_VALUE, Long::sum);
    SortedMap<BucketId, LeafSums> trees =
        trees(P0, List.of(k1.bucket(), entry("none", "k").bucket()));
    assertThat(trees).containsOnlyKeys(k1.bucket());
    assertThat(trees.get(k1.bucket())).isEqualTo(new LeafSums(expected));
    assertThat(digests(P0, k1, Optional.empty(), 10).keys()).contains(new KeyDigest(k1.key(), -2));
    assertThat(digests(P0, entry("b", "gone"), Optional.empty(), 10).keys())
        .noneMatch(each -> each.key().value().equals("gone"));
    assertThat(digests(P7, k1, Optional.empty(), 10).keys())
        .containsExactly(new KeyDigest(k1.key(), 13));
    assertThat(trees(P0, List.of(entry("b", 1, "k").bucket()))).hasSize(1);
  }

  @Test
  void findsDigestsThatAreNotOfTheirRows() {
    EntryKey counted = entry("b", "counted");
    EntryKey set = entry("b", "set");
    Slice members = Slice.whole(set(Map.of("x", 1L, "y", 2L), 3));
    long right = Digest.of(set, members);
    long counts = Digest.of(counted, Slice.whole(counter(1)));
    commit(P0, counted, counts);
    end(start(P0, set, members, digest(right), Optional.empty()));
    assertThat(check(P0, set)).isEmpty();
    assertThat(checkLeaf(P0, set).flaws()).isEmpty();
    assertThat(checkLeaf(P0, set).keys()).isPositive();

    end(start(P0, set, members, digest(7), Optional.empty()));

    Flaw flaw = new Flaw(set, right + 7, Optional.of(right));
    assertThat(check(P0, set)).contains(flaw);
    assertThat(checkLeaf(P0, set).flaws()).containsExactly(flaw);
    assertThat(check(P0, counted)).isEmpty();

    Call<Void> call = new Call<>();
    store().correct(P0, set.bucket(), Leaf.of(set.key()), Optional.of(set.key()), -7, call);
    end(call);

    assertThat(check(P0, set)).isEmpty();
    assertThat(checkLeaf(P0, set).missing()).isZero();
    assertThat(trees(P0, List.of(set.bucket())).get(set.bucket()).of(Leaf.of(set.key())))
        .isEqualTo(right);
    assertThat(checkLeaf(P7, set)).isEqualTo(LeafCheck.NOTHING);
  }

  private Optional<Flaw> check(PartitionId partition, EntryKey entry) {
    Call<Optional<Flaw>> call = new Call<>();
    store().check(partition, entry, call);
    return end(call);
  }

  /** Of the leaf that {@code entry} is in. */
  private LeafCheck checkLeaf(PartitionId partition, EntryKey entry) {
    Call<LeafCheck> call = new Call<>();
    store().check(partition, entry.bucket(), Leaf.of(entry.key()), call);
    return end(call);
  }

  @Test
  void pagesThroughTheKeysOfALeaf() {
    Leaf leaf = Leaf.of(new Key("0"));
    List<String> texts =
        Stream.iterate(0, i -> i + 1)
            .map(i -> i % 3 == 0 ? i + "\0é" : Integer.toString(i))
            .filter(text -> Leaf.of(new Key(text)).equals(leaf))
            .limit(7)
            .toList();
    texts.forEach(text -> commit(P0, entry("b", text), text.length()));

    List<KeyDigest> found = new ArrayList<>();
    Optional<Key> after = Optional.empty();
    do {
      KeyDigests page = digests(P0, entry("b", texts.getFirst()), after, 2);
      assertThat(page.keys()).hasSizeLessThanOrEqualTo(2);
      found.addAll(page.keys());
      after = page.upTo();
    } while (after.isPresent());

    assertThat(found)
        .containsExactlyElementsOf(
            texts.stream()
                .sorted()
                .map(text -> new KeyDigest(new Key(text), text.length()))
                .toList());
  }

  @Test
  void dropsTheDigestsOfABucket() {
    commit(P0, entry("b", 0, "k"), 3);
    commit(P0, entry("b", 1, "k"), 4);

    drop(entry("b", 0, "k"));

    assertThat(trees(P0, List.of(entry("b", 0, "k").bucket()))).isEmpty();
    assertThat(digests(P0, entry("b", 0, "k"), Optional.empty(), 10).keys()).isEmpty();
    assertThat(trees(P0, List.of(entry("b", 1, "k").bucket()))).hasSize(1);
  }

  @Test
  void pagesThroughTheMembersOfASet() {
    EntryKey entry = entry("s", "k");
    TreeMap<String, Long> members = new TreeMap<>();
    for (long i = 1; i <= 25; i++) {
      members.put((i % 5 == 0 ? "x".repeat(4000) : "m") + i, i);
    }
    commit(P0, entry, Slice.whole(set(members)));
    commit(P0, entry("s", "j"), Slice.whole(set(Map.of("other", 1L))));
    commit(P0, entry("s", "l"), Slice.whole(set(Map.of("other", 1L))));

    TreeMap<Element, DotSet> found = new TreeMap<>();
    Optional<Element> after = Optional.empty();
    int pages = 0;
    do {
      EntryPage page = page(P0, entry, after, 5).orElseThrow();
      OrSwot part = (OrSwot) page.state();
      assertThat(part.entries()).hasSize(5);
      assertThat(part.context()).isEqualTo(seen(25));
      found.putAll(part.entries());
      after = page.last();
      pages++;
    } while (after.isPresent());

    assertThat(found).isEqualTo(set(members).entries());
    assertThat(pages).isEqualTo(5);
    assertThat(page(P0, entry("s", "none"), Optional.empty(), 5)).isEmpty();
    commit(P0, entry("c", "k"), Slice.whole(counter(7)));
    assertThat(page(P0, entry("c", "k"), Optional.empty(), 5))
        .contains(new EntryPage(counter(7), Optional.empty()));
  }

  @Test
  void aPageOfLargeMembersIsBoundedByBytes() {
    EntryKey entry = entry("s", "k");
    TreeMap<String, Long> members = new TreeMap<>();
    for (long i = 1; i <= 12; i++) {
      members.put((char) ('a' + i) + "y".repeat(i == 5 ? 50_000 : 10_000), i);
    }
    commit(P0, entry, Slice.whole(set(members)));

    TreeMap<Element, DotSet> found = new TreeMap<>();
    Optional<Element> after = Optional.empty();
    do {
      EntryPage page = page(P0, entry, after, 100, 35_000).orElseThrow();
      OrSwot part = (OrSwot) page.state();
      assertThat(part.members()).hasSizeBetween(1, 3);
      found.putAll(part.entries());
      after = page.last();
    } while (after.isPresent());

    assertThat(found).isEqualTo(set(members).entries());
  }

  @Test
  void findsWhatIsDueTheEarliestFirstUntilItIsGone() {
    EntryKey set = entry("s", "k\0é");
    Element large = new Element("x".repeat(2_000));
    End key = new End(500, Optional.empty());
    End small = new End(300, Optional.of(new Element("")));
    End long1 = new End(301, Optional.of(large));
    index(P0, set, List.of(), key, small, long1);
    index(P0, entry("s", "a"), List.of(), new End(400, Optional.empty()));
    index(P0, entry("c", "z"), List.of(), new End(900, Optional.empty()));
    index(P7, entry("s", "k"), List.of(), new End(1, Optional.empty()));

    assertThat(due(500, 9, "s"))
        .containsExactly(
            new Due(set, small),
            new Due(set, long1),
            new Due(entry("s", "a"), new End(400, Optional.empty())),
            new Due(set, key));
    assertThat(due(499, 9, "s")).hasSize(3);
    assertThat(due(Long.MAX_VALUE, 2, "s")).hasSize(2);
    assertThat(due(1_000, 9, "s", "c")).hasSize(5);
    index(P0, set, List.of(small, long1));
    assertThat(due(499, 9, "s")).hasSize(1);
    drop(set);
    assertThat(due(1_000, 9, "s", "c")).hasSize(1);
  }

  private void index(PartitionId partition, EntryKey entry, List<End> gone, End... due) {
    IndexChange index = new IndexChange(0, new TreeSet<>(gone), new TreeSet<>(List.of(due)));
    end(start(partition, entry, Slice.whole(counter(1)), index, Optional.empty()));
  }

  private List<Due> due(long until, int limit, String... buckets) {
    Call<List<Due>> call = new Call<>();
    List<BucketId> of = Stream.of(buckets).map(name -> entry(name, "k").bucket()).toList();
    store().loadDue(P0, of, until, limit, call);
    return end(call);
  }

  protected void commit(PartitionId partition, EntryKey entry, long digestChange) {
    end(start(partition, entry, Slice.whole(counter(1)), digest(digestChange), Optional.empty()));
  }

  private static IndexChange digest(long change) {
    return new IndexChange(change, new TreeSet<>(), new TreeSet<>());
  }

  private SortedMap<BucketId, LeafSums> trees(PartitionId partition, List<BucketId> buckets) {
    Call<SortedMap<BucketId, LeafSums>> call = new Call<>();
    store().loadTrees(partition, buckets, call);
    return end(call);
  }

  /** Of the leaf that {@code entry} is in. */
  private KeyDigests digests(
      PartitionId partition, EntryKey entry, Optional<Key> after, int limit) {
    Call<KeyDigests> call = new Call<>();
    store().loadDigests(partition, entry.bucket(), Leaf.of(entry.key()), after, limit, call);
    return end(call);
  }

  private Optional<EntryPage> page(
      PartitionId partition, EntryKey entry, Optional<Element> after, int limit) {
    return page(partition, entry, after, limit, 1L << 20);
  }

  private Optional<EntryPage> page(
      PartitionId partition, EntryKey entry, Optional<Element> after, int limit, long limitBytes) {
    Call<Optional<EntryPage>> call = new Call<>();
    store().loadPage(partition, entry, after, limit, limitBytes, call);
    return end(call);
  }

  @Test
  void readsWholeEntriesInTheOrderOfTheirKeys() {
    List<String> keys = List.of("\0", "a", "a\0", "a\0b", "a\1", "ab", "é", "\ud800", "\uffff");
    for (String key : keys.reversed()) {
      commit(P0, entry("c", key), Slice.whole(counter(1)));
      commit(P0, entry("s", 1, key), Slice.whole(set(Map.of("x", 1L, key, 2L), 3)));
    }
    commit(P0, entry("other", "k"), Slice.whole(counter(1)));
    commit(P7, entry("c", "elsewhere"), Slice.whole(counter(1)));

    for (int limit : List.of(1, 150, 400, 1 << 20)) {
      List<Piece> read = readAll(limit, entry("c", "k").bucket(), entry("s", 1, "k").bucket());

      assertThat(read)
          .filteredOn(piece -> piece.entry().bucket().name().value().equals("c"))
          .extracting(piece -> piece.entry().key().value())
          .isEqualTo(keys);
      for (String key : keys) {
        assertThat(together(read, entry("c", key))).isEqualTo(counter(1));
        assertThat(together(read, entry("s", 1, key))).isEqualTo(set(Map.of("x", 1L, key, 2L), 3));
      }
      assertThat(read).noneMatch(piece -> piece.entry().key().value().equals("elsewhere"));
    }
    assertThat(readAll(1 << 20, entry("none", "k").bucket())).isEmpty();
  }

  @Test
  void readsALargeSetInPartsWithItsContext() {
    TreeMap<String, Long> members = new TreeMap<>();
    for (long i = 1; i <= 40; i++) {
      members.put(i % 4 == 0 ? "long".repeat(200) + i : "e" + i, i);
    }
    commit(P0, entry("s", "a"), Slice.whole(set(Map.of("first", 1L))));
    commit(P0, entry("s", "k"), Slice.whole(set(members, 99)));
    commit(P0, entry("s", "z"), Slice.whole(set(Map.of("last", 1L))));

    List<Piece> read = readAll(3_000, entry("s", "k").bucket());

    List<Piece> parts = read.stream().filter(Piece::isPart).toList();
    assertThat(parts).hasSizeGreaterThan(2).allMatch(p -> p.entry().equals(entry("s", "k")));
    assertThat(parts).allMatch(p -> ((OrSwot) p.slice().state()).context().equals(seen(99)));
    assertThat(parts.subList(0, parts.size() - 1)).allMatch(part -> part.last().isPresent());
    assertThat(parts.getLast().last()).isEmpty();
    assertThat(together(read, entry("s", "k"))).isEqualTo(set(members, 99));
    assertThat(read.getFirst().entry()).isEqualTo(entry("s", "a"));
    assertThat(read.getLast().entry()).isEqualTo(entry("s", "z"));
  }

  @Test
  void readsMembersOfOneEntryAsAPart() {
    commit(P0, entry("s", "k"), Slice.whole(set(Map.of("a", 1L, "b", 2L), 5)));

    Piece all = readPart(entry("s", "k"), Optional.empty(), 1 << 20).orElseThrow();
    Piece first = readPart(entry("s", "k"), Optional.empty(), 1).orElseThrow();
    Piece second = readPart(entry("s", "k"), first.last(), 1 << 20).orElseThrow();
    Piece none = readPart(entry("s", "k"), Optional.of(new Element("b")), 1 << 20).orElseThrow();

    assertThat(all.slice())
        .isEqualTo(new Slice(set(Map.of("a", 1L, "b", 2L), 5), elements("a", "b")));
    assertThat(first.slice()).isEqualTo(new Slice(set(Map.of("a", 1L), 5), elements("a")));
    assertThat(second.slice()).isEqualTo(new Slice(set(Map.of("b", 2L), 5), elements("b")));
    assertThat(none.slice()).isEqualTo(new Slice(set(Map.of(), 5), elements()));
    assertThat(readPart(entry("s", "none"), Optional.empty(), 1)).isEmpty();
  }

  @Test
  void forgetsBucketsOfOnePartitionAndKeepsWhatGoesOut() {
    for (PartitionId partition : List.of(P0, P7)) {
      commit(partition, entry("s", "k"), Slice.whole(set(Map.of("a", 1L))), outgoing(3));
      commit(partition, entry("s", 1, "k"), Slice.whole(counter(1)));
      commit(partition, entry("c", "k"), Slice.whole(counter(1)));
    }

    Call<Void> call = new Call<>();
    store().forget(P0, new TreeSet<>(List.of(entry("s", "k").bucket())), call);
    end(call);

    assertThat(load(P0, entry("s", "k"), Scope.whole())).isEmpty();
    assertThat(load(P0, entry("s", "k"), elements("a"))).isEmpty();
    assertThat(loadOutgoing(P0, 3)).isPresent();
    assertThat(load(P0, entry("s", 1, "k"), Scope.whole())).isPresent();
    assertThat(load(P0, entry("c", "k"), Scope.whole())).isPresent();
    assertThat(load(P7, entry("s", "k"), Scope.whole())).isPresent();
    assertThat(store().partitionsHeld()).containsExactly(P0, P7);
  }

  @Test
  void keepsOneBookmarkPerPartitionAndNumberOfReplicas() {
    Bookmark three = Bookmark.start(new TransferId(4, P0, 3));
    Bookmark later =
        new Bookmark(
            new TransferId(5, P0, 3),
            0,
            new TreeSet<>(List.of(new NodeId("a"), new NodeId("b"))),
            Optional.of(new NodeId("c")),
            Optional.of(entry("b", 3, "k\0é")),
            false);
    Bookmark one =
        new Bookmark(
            new TransferId(4, P7, 1), 4, new TreeSet<>(), Optional.empty(), Optional.empty(), true);

    save(three);
    save(one);
    save(later);

    assertThat(store().bookmarks()).containsExactly(one, later);
  }

  private void save(Bookmark bookmark) {
    Call<Void> call = new Call<>();
    store().saveBookmark(bookmark, call);
    end(call);
  }

  private List<Piece> readAll(int limitBytes, BucketId... buckets) {
    List<Piece> all = new ArrayList<>();
    Optional<Place> after = Optional.empty();
    boolean last = false;
    while (!last) {
      Call<Excerpt> call = new Call<>();
      store().read(P0, new TreeSet<>(List.of(buckets)), after, limitBytes, call);
      Excerpt page = end(call);
      all.addAll(page.pieces());
      after = page.pieces().isEmpty() ? after : Optional.of(page.pieces().getLast().place());
      last = page.last();
    }
    return all;
  }

  private Optional<Piece> readPart(EntryKey entry, Optional<Element> after, int limitBytes) {
    Call<Optional<Piece>> call = new Call<>();
    store().readPart(P0, entry, after, limitBytes, call);
    return end(call);
  }

  private static Crdt together(List<Piece> pieces, EntryKey entry) {
    List<Crdt> states =
        pieces.stream()
            .filter(piece -> piece.entry().equals(entry))
            .map(piece -> piece.slice().state())
            .toList();
    if (!(states.getFirst() instanceof OrSwot first)) {
      assertThat(states).hasSize(1);
      return states.getFirst();
    }
    TreeMap<Element, DotSet> members = new TreeMap<>();
    states.forEach(state -> members.putAll(((OrSwot) state).entries()));
    return new OrSwot(first.presence(), members, first.context());
  }

  @Test
  void saysOfASetThatShowsNothingThatItIsAll() {
    commit(P0, entry("s", "k"), Slice.whole(set(Map.of(), 3)));

    assertThat(load(P0, entry("s", "k"), elements("a"))).contains(Slice.whole(set(Map.of(), 3)));
  }

  @Test
  void dropsWhatRemainsOfAKey() {
    End end = new End(40, Optional.empty());
    Slice remains = Slice.whole(ending(set(Map.of(), 3), end.millis()));
    commit(P0, entry("s", "k"), 5);
    commit(P0, entry("s", "k"), -5);
    index(P0, entry("s", "k"), List.of(), end);
    commit(P0, entry("s", "k"), remains);
    commit(P0, entry("s", "k2"), 7);

    drop(P0, entry("s", "k"), remains);

    assertThat(load(P0, entry("s", "k"), Scope.whole())).isEmpty();
    assertThat(silent("s", Optional.empty(), 10).keys()).isEmpty();
    assertThat(due(100, 10, "s")).isEmpty();
    assertThat(load(P0, entry("s", "k2"), Scope.whole())).isPresent();
    commit(P0, entry("s", "k"), Slice.whole(set(Map.of("a", 1L))));
    assertThat(load(P0, entry("s", "k"), Scope.whole()))
        .contains(Slice.whole(set(Map.of("a", 1L))));
  }

  @Test
  void findsKeysOfWhichNothingIsVisiblePageByPage() {
    TreeSet<Key> silent = new TreeSet<>();
    for (int i = 0; i < 20; i++) {
      EntryKey entry = entry("s", "k" + i);
      commit(P0, entry, i);
      if (i % 3 == 0) {
        commit(P0, entry, -i);
        silent.add(entry.key());
      }
    }
    commit(P0, entry("s", 1, "other"), 0);
    commit(P7, entry("s", "there"), 0);

    TreeSet<Key> found = new TreeSet<>();
    Optional<Key> after = Optional.empty();
    int pages = 0;
    do {
      SilentKeys page = silent("s", after, 4);
      found.addAll(page.keys());
      after = page.upTo();
      pages++;
    } while (after.isPresent());

    assertThat(found).isEqualTo(silent);
    assertThat(pages).isGreaterThan(4);
  }

  @Test
  void keepsWhatItIsToRememberOfBurialsPerShare() {
    Burials three = new Burials(P0, 3, 5, 77, new HybridTimestamp(9, 1));
    Burials one = Burials.none(P0, 1);
    Burials other = new Burials(P7, 3, 1, 2, HybridTimestamp.ZERO);

    keep(Burials.none(P0, 3), 0);
    keep(one, 0);
    keep(three, 0);
    keep(other, 0);

    assertThat(store().burials()).containsExactlyInAnyOrder(three, one, other);
  }

  @Test
  void forgetsDeltasWithWhatItKeepsOfBurials() {
    commit(P0, entry("c", "k"), Slice.whole(counter(1)), outgoing(3));
    commit(P0, entry("c", "k"), Slice.whole(counter(2)), outgoing(4));

    keep(Burials.none(P0, 3), 4);

    assertThat(loadOutgoing(P0, 3)).isEmpty();
    assertThat(loadOutgoing(P0, 4)).isPresent();
  }

  @Test
  void notesEveryCommitInTheJournal() {
    commit(P0, entry("b", "k1"), 5);
    commit(P7, entry("b", "k2"), 7);
    commit(P0, entry("other", "k"), 1);

    JournalPage page = journal("b", 0, 10);

    assertThat(page)
        .isEqualTo(
            new JournalPage(0, 3, 3, List.of(shown(P0, "k1", 5, 1, 1), shown(P7, "k2", 7, 2, 2))));
    assertThat(journal("other", 0, 10).changes()).containsExactly(shown(P0, "k", 1, 3, 3));
    assertThat(journal("none", 0, 10)).isEqualTo(new JournalPage(0, 3, 3, List.of()));
  }

  @Test
  void leavesOutOfTheJournalWhatALaterChangeFollowed() {
    commit(P0, entry("b", "k1"), 5);
    commit(P0, entry("b", "k2"), 7);
    commit(P0, entry("b", "k1"), -5);

    JournalPage page = journal("b", 0, 10);

    assertThat(page.changes()).containsExactly(shown(P0, "k2", 7, 2, 2), shown(P0, "k1", 0, 3, 3));
    assertThat(journal("b", 2, 10).changes()).isEqualTo(page.changes().subList(1, 2));
    assertThat(journal("b", 0, 1)).isEqualTo(new JournalPage(0, 1, 3, List.of()));
    assertThat(journal("b", 0, 2))
        .isEqualTo(new JournalPage(0, 2, 3, page.changes().subList(0, 1)));
    assertThat(journal("b", 3, 10)).isEqualTo(new JournalPage(0, 3, 3, List.of()));
  }

  @Test
  void keepsInTheJournalTheLastChangeThatCouldBeSeen() {
    commit(P0, entry("b", "k1"), 5);
    commit(P0, entry("b", "k1"), 6);
    commit(P0, entry("b", "k1"), 0);
    commit(P0, entry("b", "k1"), 0);

    Shown last = shown(P0, "k1", 11, 2, 4);
    assertThat(journal("b", 0, 10).changes())
        .containsExactly(new Shown(2, P0, new Key("k1"), last.mark()), last);
  }

  @Test
  void saysOfAKeySinceWhenItHoldsAndShowsWhatItDoes() {
    commit(P0, entry("b", "k1"), 5);
    commit(P0, entry("b", "k2"), 7);
    commit(P0, entry("b", "k1"), 2);
    commit(P0, entry("b", "k1"), 0);
    commit(P0, entry("b", "silent"), 0);

    assertThat(mark(P0, entry("b", "k1"))).isEqualTo(shown(P0, "k1", 7, 3, 4).mark());
    assertThat(mark(P0, entry("b", "k2"))).isEqualTo(shown(P0, "k2", 7, 2, 2).mark());
    assertThat(mark(P0, entry("b", "silent"))).isEqualTo(shown(P0, "silent", 0, 0, 5).mark());
    assertThat(mark(P7, entry("b", "k1"))).isEqualTo(Mark.UNKNOWN);
  }

  @Test
  void tellsApartStatesThatShowTheSame() {
    commit(P0, entry("s", "k"), Slice.whole(set(Map.of("a", 1L))));
    Mark one = mark(P0, entry("s", "k"));
    commit(P0, entry("s", "k"), new Slice(set(Map.of("b", 2L), 2), elements("b")));
    commit(P0, entry("s", "k"), new Slice(set(Map.of(), 2), elements("b")));
    Mark other = mark(P0, entry("s", "k"));
    commit(P7, entry("s", "k"), Slice.whole(set(Map.of("a", 1L), 2)));

    assertThat(other.version()).isNotEqualTo(one.version());
    assertThat(mark(P7, entry("s", "k")).version()).isEqualTo(other.version());
  }

  @Test
  void notesInTheJournalThatAKeyIsGone() {
    Slice remains = Slice.whole(set(Map.of(), 3));
    commit(P0, entry("b", "buried"), 5);
    commit(P0, entry("b", "never shown"), 0);
    commit(P0, entry("b", "buried"), -5);

    drop(P0, entry("b", "buried"), remains);
    drop(P0, entry("b", "never shown"), remains);

    assertThat(journal("b", 0, 10).changes())
        .containsExactly(
            gone(1, "buried", 1),
            gone(2, "never shown", 2),
            gone(3, "buried", 3),
            gone(4, "buried", 3));
    commit(P0, entry("b", "buried"), 0);
    Shown again = shown(P0, "buried", 0, 0, 5);
    assertThat(journal("b", 0, 10).changes())
        .contains(
            new Shown(4, P0, new Key("buried"), new Mark(0, again.mark().version(), 4, 5)), again);
    commit(P0, entry("b", "buried"), 9);
    assertThat(journal("b", 0, 10).changes()).contains(shown(P0, "buried", 9, 6, 6));
  }

  private static Shown gone(long sequence, String key, long since) {
    return new Shown(sequence, P0, new Key(key), Mark.gone(since));
  }

  @Test
  void notesThatAKeyIsGoneThatWasShownInTheSameGroup() {
    Slice remains = Slice.whole(set(Map.of(), 3));
    Call<Void> shown =
        start(P0, entry("b", "k"), Slice.whole(counter(1)), digest(5), Optional.empty());
    Call<Void> hidden = start(P0, entry("b", "k"), remains, digest(-5), Optional.empty());
    drop(P0, entry("b", "k"), remains);
    end(shown);
    end(hidden);

    assertThat(journal("b", 0, 10).changes())
        .containsExactly(gone(1, "k", 1), gone(2, "k", 2), gone(3, "k", 2));
  }

  @Test
  void takesAKeyThatWasGivenAwayForGone() {
    commit(P0, entry("b", "given away"), 5);
    commit(P7, entry("b", "kept"), 5);
    Call<Void> forgotten = new Call<>();
    store().forget(P0, new TreeSet<>(List.of(entry("b", "k").bucket())), forgotten);
    end(forgotten);

    assertThat(mark(P0, entry("b", "given away"))).isEqualTo(Mark.UNKNOWN);
    assertThat(journal("b", 0, 10).changes())
        .containsExactly(gone(1, "given away", 1), shown(P7, "kept", 5, 2, 2));
  }

  @Test
  void keepsTheLatestChangesOfABucket() {
    for (int i = 1; i <= 200; i++) {
      commit(P0, entry("b", "k" + i), i);
    }
    commit(P0, entry("rare", "k"), 1);

    JournalPage page = journal("b", 0, 1_000);

    assertThat(page.changes()).hasSizeBetween(64, 72);
    assertThat(page.changes().getFirst().sequence()).isEqualTo(page.trimmed() + 1);
    assertThat(page.changes().getLast().sequence()).isEqualTo(200);
    assertThat(page.goesOnFrom(page.trimmed())).isTrue();
    assertThat(page.goesOnFrom(page.trimmed() - 1)).isFalse();
    assertThat(mark(P0, entry("b", "k1"))).isEqualTo(shown(P0, "k1", 1, 1, 1).mark());
    assertThat(journal("rare", 0, 10).trimmed()).isZero();
  }

  @Test
  void dropsTheJournalOfABucket() {
    for (int i = 1; i <= 100; i++) {
      commit(P0, entry("b", 1, "k" + i), i);
    }
    commit(P0, entry("b", 2, "next life"), 1);

    drop(entry("b", 1, "any"));

    Call<JournalPage> gone = new Call<>();
    store().loadJournal(entry("b", 1, "any").bucket(), 0, 10, gone);
    assertThat(end(gone)).isEqualTo(new JournalPage(0, 101, 101, List.of()));
    Call<JournalPage> next = new Call<>();
    store().loadJournal(entry("b", 2, "any").bucket(), 0, 10, next);
    assertThat(end(next).changes()).containsExactly(shown(P0, "next life", 1, 101, 101));
    assertThat(mark(P0, entry("b", 1, "k1"))).isEqualTo(Mark.UNKNOWN);
  }

  /** Of what {@link #commit(PartitionId, EntryKey, long)} wrote. */
  protected static Shown shown(
      PartitionId partition, String key, long digest, long shown, long sequence) {
    long version = Mark.version(digest, counter(1));
    return new Shown(partition, new Key(key), new Mark(digest, version, shown, sequence));
  }

  protected JournalPage journal(String bucket, long after, int limit) {
    Call<JournalPage> call = new Call<>();
    store().loadJournal(entry(bucket, "k").bucket(), after, limit, call);
    return end(call);
  }

  protected Mark mark(PartitionId partition, EntryKey entry) {
    Call<Mark> call = new Call<>();
    store().loadMark(partition, entry, call);
    return end(call);
  }

  @Test
  void readsARangeOfManyPartitionsInOneOrder() {
    List<String> texts =
        List.of("\0", "a", "a\0", "a\0b", "a\1", "aa", "b", "é", "\uffff", "\ud83d\ude00");
    for (int i = 0; i < texts.size(); i++) {
      PartitionId partition = new PartitionId(i % PARTITIONS);
      commit(partition, entry("b", texts.get(i)), Slice.whole(counter(i)));
    }
    commit(P0, entry("a", "b"), Slice.whole(counter(1)));
    commit(P0, entry("b", 1, "b"), Slice.whole(counter(1)));
    commit(P0, entry("bb", "b"), Slice.whole(counter(1)));
    List<String> reverse = texts.reversed();

    for (int limit = 1; limit <= texts.size() + 1; limit++) {
      assertThat(walk(KeyRange.ALL, limit, false)).isEqualTo(texts);
      assertThat(walk(KeyRange.ALL, limit, true)).isEqualTo(reverse);
      assertThat(walk(KeyRange.ofPrefix("a"), limit, false)).isEqualTo(texts.subList(1, 6));
      assertThat(walk(KeyRange.ofPrefix("a"), limit, true))
          .isEqualTo(texts.subList(1, 6).reversed());
      assertThat(walk(KeyRange.ALL.from(Bytes.utf8("a\0")).to(Bytes.utf8("b")), limit, false))
          .isEqualTo(texts.subList(2, 6));
      assertThat(walk(KeyRange.ALL.from(Bytes.utf8("b")).to(Bytes.utf8("a")), limit, true))
          .isEmpty();
      assertThat(walk(KeyRange.ofPrefix("none"), limit, true)).isEmpty();
    }
    assertThat(range(new TreeSet<>(List.of(P0, P7)), KeyRange.ALL, 9, 9_000, false).items())
        .extracting(held -> held.key().value())
        .containsExactly("\0", "é", "\uffff");
    assertThat(range(new TreeSet<>(), KeyRange.ALL, 9, 9_000, false)).isEqualTo(KeyPage.NOTHING);
  }

  /** All keys of a range, read in pages; each comes from where it was put. */
  private List<String> walk(KeyRange range, int limit, boolean reverse) {
    TreeSet<PartitionId> all = new TreeSet<>();
    for (int number = 0; number < PARTITIONS; number++) {
      all.add(new PartitionId(number));
    }
    List<String> keys = new ArrayList<>();
    KeyRange left = range;
    while (true) {
      KeyPage page = range(all, left, limit, 100_000, reverse);
      assertThat(page.items()).hasSizeLessThanOrEqualTo(limit);
      for (KeyPage.Held held : page.items()) {
        keys.add(held.key().value());
        assertThat(
                load(
                    held.partition(),
                    new EntryKey(entry("b", "k").bucket(), held.key()),
                    Scope.whole()))
            .map(Slice::state)
            .contains(((KeyPage.Content.State) held.content()).state());
      }
      if (page.last().isEmpty()) {
        return keys;
      }
      left = left.beyond(page.last().get(), reverse);
    }
  }

  private KeyPage range(
      SortedSet<PartitionId> partitions, KeyRange range, int limit, int bytes, boolean reverse) {
    Call<KeyPage> call = new Call<>();
    store()
        .loadRange(
            partitions,
            entry("b", "k").bucket(),
            new KeyScan(range, limit, reverse, false),
            new PartitionStore.RangeBytes(bytes, bytes / 2),
            call);
    return end(call);
  }

  @Test
  void aRangeShowsWhatIsDeletedAndNamesWhatIsLong() {
    TreeMap<String, Long> members = new TreeMap<>();
    for (int i = 0; i < 300; i++) {
      members.put("member" + i, 1L + i);
    }
    commit(P0, entry("b", "deleted"), Slice.whole(OrSwot.BOTTOM));
    commit(P7, entry("b", "long"), Slice.whole(set(members, 300)));
    commit(P7, entry("b", "short"), Slice.whole(set(Map.of("a", 1L, "b", 2L))));

    KeyPage page = range(new TreeSet<>(List.of(P0, P7)), KeyRange.ALL, 9, 10_000, false);

    assertThat(page)
        .isEqualTo(
            new KeyPage(
                List.of(
                    new KeyPage.Held(
                        P0, new Key("deleted"), new KeyPage.Content.State(OrSwot.BOTTOM)),
                    new KeyPage.Held(P7, new Key("long"), new KeyPage.Content.TooLong()),
                    new KeyPage.Held(
                        P7,
                        new Key("short"),
                        new KeyPage.Content.State(set(Map.of("a", 1L, "b", 2L))))),
                Optional.empty()));
  }

  @Test
  void aRangeKeepsToItsBytesUnlessOneKeyIsLarger() {
    for (String key : List.of("a", "b", "c", "d")) {
      commit(P0, entry("b", key), Slice.whole(register(1, "v".repeat(1_000))));
    }
    TreeSet<PartitionId> here = new TreeSet<>(List.of(P0));

    assertThat(range(here, KeyRange.ALL, 9, 3_000, false).items()).hasSize(2);
    assertThat(range(here, KeyRange.ALL, 9, 3_000, true).last()).contains(new Key("c"));
    assertThat(range(here, KeyRange.ALL, 9, 10_000, true).last()).isEmpty();
    assertThat(range(here, KeyRange.ALL, 9, 3, false).items()).isNotEmpty();
  }

  protected void keep(Burials burials, long sequence) {
    Call<Void> call = new Call<>();
    store().keep(burials, sequence, call);
    end(call);
  }

  protected void drop(PartitionId partition, EntryKey entry, Slice remains) {
    Call<Void> call = new Call<>();
    store().drop(partition, entry, remains, call);
    end(call);
  }

  private SilentKeys silent(String bucket, Optional<Key> after, int limit) {
    Call<SilentKeys> call = new Call<>();
    store().loadSilent(P0, entry(bucket, "k").bucket(), after, limit, call);
    return end(call);
  }

  private static OrSwot ending(OrSwot set, long millis) {
    return set.expiring(new Expiry(new HybridTimestamp(1, 0), States.ACTOR, millis));
  }

  @Test
  void behavesAsItsModel() {
    for (int seed = 0; seed < 20; seed++) {
      new StoreModel(this, new Random(seed), "seed" + seed).run(150);
    }
  }

  /** Commits, and waits until that is durable. */
  protected void commit(PartitionId partition, EntryKey entry, Slice slice) {
    commit(partition, entry, slice, Optional.empty());
  }

  protected void commit(
      PartitionId partition, EntryKey entry, Slice slice, Optional<Outgoing> outgoing) {
    end(start(partition, entry, slice, outgoing));
  }

  protected Call<Void> start(
      PartitionId partition, EntryKey entry, Slice slice, Optional<Outgoing> outgoing) {
    return start(partition, entry, slice, IndexChange.NONE, outgoing);
  }

  private Call<Void> start(
      PartitionId partition,
      EntryKey entry,
      Slice slice,
      IndexChange index,
      Optional<Outgoing> outgoing) {
    Call<Void> call = new Call<>();
    store().commit(partition, entry, slice, index, outgoing, call);
    return call;
  }

  protected Optional<Slice> load(PartitionId partition, EntryKey entry, Scope scope) {
    return end(startLoad(partition, entry, scope));
  }

  protected Optional<StoredOutgoing> loadOutgoing(PartitionId partition, long sequence) {
    Call<Optional<StoredOutgoing>> call = new Call<>();
    store().loadOutgoing(partition, sequence, call);
    return end(call);
  }

  /** Drops the bucket of {@code entry}. */
  protected void drop(EntryKey entry) {
    Call<Void> call = new Call<>();
    store().dropBucket(entry.bucket(), call);
    end(call);
  }

  protected static Optional<Outgoing> outgoing(long sequence) {
    return outgoing(sequence, Slice.whole(counter(1)));
  }

  protected static Optional<Outgoing> outgoing(long sequence, Slice delta) {
    return Optional.of(new Outgoing(sequence, 3, delta));
  }

  private Call<Optional<Slice>> startLoad(PartitionId partition, EntryKey entry, Scope scope) {
    Call<Optional<Slice>> call = new Call<>();
    store().load(partition, entry, scope, call);
    return call;
  }

  private <T> T end(Call<T> call) {
    settle(call);
    return call.value();
  }
}
