package io.kvasir.core.crdt;

import static org.assertj.core.api.Assertions.assertThat;

import io.kvasir.contract.RandomOperations;
import io.kvasir.contract.States;
import io.kvasir.core.bucket.DataType;
import io.kvasir.core.bucket.Element;
import io.kvasir.core.bucket.EntryKey;
import io.kvasir.core.causality.DotSet;
import io.kvasir.core.node.Actor;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.TreeSet;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class DigestPropertyTest {
  private static final RandomOperations OPERATIONS = new RandomOperations(6, 5, 3, 2);
  private static final EntryKey ENTRY = States.entry("b", "k");

  /** However deltas are grouped and ordered, the changes add up to the digest of the state. */
  @Property(tries = 200)
  void changesAddUpToTheDigestOfTheState(@ForAll long seed) {
    Random random = new Random(seed);
    List<DataType> types = List.of(DataType.values());
    DataType type = types.get(random.nextInt(types.size()));
    List<Writer> writers = List.of(new Writer(new Actor(1)), new Writer(new Actor(2)));
    List<Slice> replicas =
        new ArrayList<>(List.of(Slice.whole(Crdt.bottom(type)), Slice.whole(Crdt.bottom(type))));
    long[] digests = new long[2];

    for (int step = 0; step < 40; step++) {
      int at = random.nextInt(2);
      Slice before = replicas.get(at);
      Slice delta =
          random.nextInt(4) == 0
              ? replicas.get(1 - at)
              : writers.get(at).write(before.state(), OPERATIONS.next(type, random), step);
      Slice after = before.join(delta);
      digests[at] +=
          Digest.change(ENTRY, before.restrict(delta.scope()), after.restrict(delta.scope()));
      replicas.set(at, after);
      assertThat(digests[at]).isEqualTo(Digest.of(ENTRY, after));
    }

    Slice agreed = replicas.get(0).join(replicas.get(1));
    assertThat(Digest.of(ENTRY, replicas.get(1).join(replicas.get(0))))
        .isEqualTo(Digest.of(ENTRY, agreed));
    assertThat(Digest.of(ENTRY, agreed) != 0).isEqualTo(agreed.state().isPresent());
  }

  @Test
  void tellsRowsApart() {
    TreeSet<Long> digests = new TreeSet<>();
    List<String> texts = List.of("", "\0", "\0\0", "a", "a\0", "ab", "abc", "abcd", "abcd\0", "ü");
    for (String text : texts) {
      digests.add(Digest.ofMember(ENTRY, new Element(text), States.dots(1)));
      digests.add(Digest.ofMember(ENTRY, new Element(text), States.dots(2)));
      digests.add(Digest.ofMember(States.entry("b", "k2"), new Element(text), States.dots(1)));
      digests.add(Digest.ofMember(States.entry("b", 1, "k"), new Element(text), States.dots(1)));
    }

    assertThat(digests).hasSize(4 * texts.size()).doesNotContain(0L);
  }

  @Test
  void isZeroForWhatIsDeletedAndBlindToContexts() {
    OrSwot set = States.set(Map.of("a", 1L), 5);
    OrSwot sameSeenLess = States.set(Map.of("a", 1L), 1);
    OrSwot gone = new OrSwot(DotSet.EMPTY, new TreeMap<>(), States.seen(5));

    assertThat(Digest.of(ENTRY, Slice.whole(set)))
        .isEqualTo(Digest.of(ENTRY, Slice.whole(sameSeenLess)));
    assertThat(Digest.of(ENTRY, Slice.whole(gone))).isZero();
    assertThat(Digest.of(ENTRY, Slice.whole(States.counter(3).delete()))).isZero();
  }
}
