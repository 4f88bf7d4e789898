package io.kvasir.core.watch;

import io.kvasir.core.bucket.BucketId;
import io.kvasir.core.bucket.BucketName;
import io.kvasir.core.bucket.DataType;
import io.kvasir.core.bucket.EntryKey;
import io.kvasir.core.bucket.Key;
import io.kvasir.core.crdt.Crdt;
import io.kvasir.core.crdt.Digest;
import io.kvasir.core.crdt.Slice;
import io.kvasir.core.node.Actor;
import io.kvasir.core.node.NodeId;
import io.kvasir.core.ring.PartitionId;
import java.util.Optional;
import java.util.TreeMap;

/** A replica with a journal, of which nothing is under way: what is written is durable. */
final class FeedReplica {
  static final BucketId BUCKET = new BucketId(new BucketName("b"), 0);

  final NodeId node;
  private final DataType type;
  private final int journalChanges;
  private final TreeMap<Key, Crdt> states = new TreeMap<>();
  private JournalIndex journal;
  Actor store;
  boolean isUp = true;

  FeedReplica(NodeId node, DataType type, int journalChanges, long store) {
    this.node = node;
    this.type = type;
    this.journalChanges = journalChanges;
    this.store = new Actor(store);
    this.journal = new JournalIndex(journalChanges);
  }

  static PartitionId partitionOf(Key key) {
    return new PartitionId(key.value().charAt(key.value().length() - 1) % 2);
  }

  static EntryKey entry(Key key) {
    return new EntryKey(BUCKET, key);
  }

  Crdt state(Key key) {
    return states.getOrDefault(key, Crdt.bottom(type));
  }

  boolean isEmpty() {
    return states.isEmpty();
  }

  static long digest(Key key, Crdt state) {
    return Digest.of(entry(key), Slice.whole(state));
  }

  long digest(Key key) {
    return shown(key);
  }

  void put(Key key, Crdt state) {
    long before = digest(key, state(key));
    states.put(key, state);
    journal.add(partitionOf(key), entry(key), state, digest(key, state) != before);
  }

  void join(Key key, Crdt other) {
    Crdt joined = Crdt.join(state(key), other);
    if (!joined.equals(state(key))) {
      put(key, joined);
    }
  }

  void bury(Key key) {
    if (states.remove(key) != null) {
      journal.remove(partitionOf(key), entry(key));
    }
  }

  /** The disk is gone; what comes now is somebody else. */
  void lose(long newStore) {
    states.clear();
    store = new Actor(newStore);
    journal = new JournalIndex(journalChanges);
  }

  JournalPage page(long after, int limit) {
    return journal.page(BUCKET, after, limit, (partition, entry) -> shown(entry.key()));
  }

  Mark mark(KeyPlace place) {
    return journal.mark(
        place.partition(), entry(place.key()), (partition, entry) -> shown(entry.key()));
  }

  Optional<Crdt> held(KeyPlace place) {
    return Optional.ofNullable(states.get(place.key()));
  }

  private long shown(Key key) {
    return digest(key, state(key));
  }

  @Override
  public String toString() {
    return node.value() + (isUp ? "" : " down") + " " + store + " " + states;
  }
}
