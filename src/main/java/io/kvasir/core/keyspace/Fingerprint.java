package io.kvasir.core.keyspace;

import io.kvasir.core.bucket.Key;
import io.kvasir.core.bucket.Value;
import io.kvasir.core.bytes.Bytes;
import io.kvasir.core.keyspace.Compare.Relation;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;

/**
 * A 64-bit hash of a transaction, equal in all releases, by which a retry key used for another
 * transaction is noticed. Proof against mistakes, not against malice: who collides deceives only
 * himself. A time to live that the client did not ask for does not count.
 */
final class Fingerprint {
  private static final long SEED = 0xcbf29ce484222325L;
  private static final long PRIME = 0x9e3779b97f4a7c15L;

  private long hash = SEED;

  private Fingerprint() {}

  static long of(Transaction transaction) {
    Fingerprint fingerprint = new Fingerprint();
    fingerprint.add(transaction.compares().size());
    transaction.compares().forEach(fingerprint::add);
    fingerprint.add(transaction.success());
    fingerprint.add(transaction.failure());
    return fingerprint.hash;
  }

  private void add(Compare compare) {
    switch (compare) {
      case Compare.OfValue(Key key, Relation relation, Value operand) -> {
        add(1, key, relation);
        add(operand);
      }
      case Compare.OfVersion(Key key, Relation relation, long operand) -> {
        add(2, key, relation);
        add(operand);
      }
      case Compare.OfCreated(Key key, Relation relation, long operand) -> {
        add(3, key, relation);
        add(operand);
      }
      case Compare.OfModified(Key key, Relation relation, long operand) -> {
        add(4, key, relation);
        add(operand);
      }
    }
  }

  private void add(int kind, Key key, Relation relation) {
    add(kind);
    add(Bytes.utf8(key.value()));
    add(
        switch (relation) {
          case EQUAL -> 1;
          case NOT_EQUAL -> 2;
          case GREATER -> 3;
          case LESS -> 4;
        });
  }

  private void add(List<Action> actions) {
    add(actions.size());
    actions.forEach(this::add);
  }

  private void add(Action action) {
    switch (action) {
      case Action.Put(Key key, Value value, Optional<TimeToLive> ttl) -> {
        Optional<TimeToLive> asked = ttl.filter(TimeToLive::isAsked);
        add(asked.isPresent() ? 4 : 1);
        asked.ifPresent(time -> add(time.millis()));
        add(Bytes.utf8(key.value()));
        add(value);
      }
      case Action.Increment(Key key, long amount, Optional<TimeToLive> ttl) -> {
        Optional<TimeToLive> asked = ttl.filter(TimeToLive::isAsked);
        add(asked.isPresent() ? 6 : 5);
        asked.ifPresent(time -> add(time.millis()));
        add(Bytes.utf8(key.value()));
        add(amount);
      }
      case Action.Delete(Key key) -> {
        add(2);
        add(Bytes.utf8(key.value()));
      }
      case Action.Get(Key key) -> {
        add(3);
        add(Bytes.utf8(key.value()));
      }
    }
  }

  private void add(Value value) {
    add(Bytes.utf8(value.mediaType()));
    add(value.payload());
  }

  /** The length, whole words, and the rest as one word. */
  private void add(Bytes bytes) {
    add(bytes.length());
    ByteBuffer rest = bytes.asReadOnlyBuffer();
    while (rest.remaining() >= Long.BYTES) {
      add(rest.getLong());
    }
    long last = 0;
    while (rest.hasRemaining()) {
      last = (last << 8) | (rest.get() & 0xff);
    }
    add(last);
  }

  private void add(long word) {
    hash = (hash ^ word) * PRIME;
    hash ^= hash >>> 32;
  }
}
