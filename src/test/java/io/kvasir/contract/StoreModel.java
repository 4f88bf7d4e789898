package io.kvasir.contract;

import static org.assertj.core.api.Assertions.assertThat;

import io.kvasir.core.bucket.BucketId;
import io.kvasir.core.bucket.BucketName;
import io.kvasir.core.bucket.Element;
import io.kvasir.core.bucket.EntryKey;
import io.kvasir.core.bucket.Key;
import io.kvasir.core.causality.Dot;
import io.kvasir.core.causality.DotSet;
import io.kvasir.core.crdt.Expiry;
import io.kvasir.core.crdt.OrSwot;
import io.kvasir.core.crdt.Scope;
import io.kvasir.core.crdt.Slice;
import io.kvasir.core.ring.PartitionId;
import io.kvasir.core.time.HybridTimestamp;
import java.util.Optional;
import java.util.Random;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/** Random work on sets of one bucket, compared with whole states in a map. */
final class StoreModel {
  private static final int KEYS = 3;
  private static final int ELEMENTS = 6;

  private final PartitionStoreContract contract;
  private final Random random;
  private final String bucket;
  private final TreeMap<EntryKey, OrSwot> model = new TreeMap<>();
  private long dots;

  StoreModel(PartitionStoreContract contract, Random random, String bucket) {
    this.contract = contract;
    this.random = random;
    this.bucket = bucket;
  }

  void run(int steps) {
    for (int i = 0; i < steps; i++) {
      int choice = random.nextInt(100);
      if (choice < 50) {
        commit(anyKey(), anyScope());
      } else if (choice < 98) {
        check(anyKey(), anyScope());
      } else {
        contract.drop(anyKey());
        model.clear();
      }
    }
    for (int key = 0; key < KEYS; key++) {
      check(key(key), Scope.whole());
    }
  }

  private void commit(EntryKey entry, Scope scope) {
    TreeMap<Element, DotSet> after = new TreeMap<>(membersOf(entry));
    TreeMap<Dot, Long> ends = new TreeMap<>(endsOf(entry));
    Expiry expiry =
        new Expiry(new HybridTimestamp(dots + 1, 0), States.ACTOR, random.nextInt(9_000));
    TreeMap<Element, DotSet> within = new TreeMap<>();
    for (Element element : reached(scope)) {
      after.remove(element);
      if (random.nextInt(3) > 0) {
        within.put(element, States.dots(++dots));
        if (random.nextBoolean()) {
          ends.put(States.dots(dots).dots().getFirst(), dots * 1_000);
        }
      }
    }
    after.putAll(within);
    DotSet presence = random.nextBoolean() ? States.dots(++dots) : DotSet.EMPTY;

    OrSwot part = new OrSwot(presence, within, States.seen(dots), ends, expiry);
    contract.commit(partition(entry), entry, new Slice(part, scope));

    model.put(entry, new OrSwot(presence, after, States.seen(dots), ends, expiry));
  }

  private void check(EntryKey entry, Scope scope) {
    Optional<Slice> expected =
        Optional.ofNullable(model.get(entry)).map(set -> Slice.whole(set).restrict(scope));
    Optional<Slice> loaded = contract.load(partition(entry), entry, scope);
    assertThat(loaded.map(slice -> slice.restrict(scope))).isEqualTo(expected);
    if (loaded.isPresent() && !loaded.get().scope().equals(scope)) {
      assertThat(Optional.of(loaded.get().state()))
          .isEqualTo(Optional.ofNullable(model.get(entry)));
    }
  }

  private SortedMap<Element, DotSet> membersOf(EntryKey entry) {
    OrSwot set = model.get(entry);
    return set == null ? new TreeMap<>() : new TreeMap<>(set.entries());
  }

  private SortedMap<Dot, Long> endsOf(EntryKey entry) {
    OrSwot set = model.get(entry);
    return set == null ? new TreeMap<>() : set.ends();
  }

  private SortedSet<Element> reached(Scope scope) {
    return switch (scope) {
      case Scope.Whole() -> allElements();
      case Scope.Elements(SortedSet<Element> elements) -> elements;
    };
  }

  private Scope anyScope() {
    if (random.nextInt(4) == 0) {
      return Scope.whole();
    }
    TreeSet<Element> some = new TreeSet<>(allElements());
    some.removeIf(element -> random.nextBoolean());
    return new Scope.Elements(some);
  }

  private static SortedSet<Element> allElements() {
    TreeSet<Element> all = new TreeSet<>();
    for (int i = 0; i < ELEMENTS; i++) {
      all.add(new Element("e".repeat(i)));
    }
    return all;
  }

  private EntryKey anyKey() {
    return key(random.nextInt(KEYS));
  }

  private EntryKey key(int number) {
    return new EntryKey(
        new BucketId(new BucketName(bucket), 0), new Key("key" + "\0".repeat(number)));
  }

  private static PartitionId partition(EntryKey entry) {
    return new PartitionId(entry.key().value().length() % PartitionStoreContract.PARTITIONS);
  }
}
