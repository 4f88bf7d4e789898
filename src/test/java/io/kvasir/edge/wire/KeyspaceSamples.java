package io.kvasir.edge.wire;

import io.kvasir.core.bucket.Key;
import io.kvasir.core.bucket.Value;
import io.kvasir.core.bytes.Bytes;
import io.kvasir.core.keyspace.Action;
import io.kvasir.core.keyspace.Command;
import io.kvasir.core.keyspace.Compare;
import io.kvasir.core.keyspace.Compare.Relation;
import io.kvasir.core.keyspace.End;
import io.kvasir.core.keyspace.Head;
import io.kvasir.core.keyspace.Lapse;
import io.kvasir.core.keyspace.Ledger;
import io.kvasir.core.keyspace.Proposal;
import io.kvasir.core.keyspace.Remembered;
import io.kvasir.core.keyspace.Revision;
import io.kvasir.core.keyspace.TimeToLive;
import io.kvasir.core.keyspace.Transaction;
import io.kvasir.core.keyspace.TransactionResult;
import io.kvasir.core.keyspace.TransactionResult.Done;
import io.kvasir.core.keyspace.TransactionResult.Step;
import io.kvasir.core.keyspace.Versioned;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;

/** One of each that lies in the logs and rows of shards, by name, always the same. */
final class KeyspaceSamples {
  private static final long NOW = 1_790_000_000_123L;
  private static final Key KEY = new Key("a/\"ü\":\n");
  private static final Value RAW =
      new Value("application/octet-stream", Bytes.copyOf(new byte[] {0, -1, 127, -128}));

  private KeyspaceSamples() {}

  static Map<String, Command> commands() {
    LinkedHashMap<String, Command> all = new LinkedHashMap<>();
    all.put("put", new Proposal(Optional.empty(), NOW, put()));
    all.put("put-once", new Proposal(Optional.of("8b1d-ü"), NOW, put()));
    all.put("transaction", new Proposal(Optional.empty(), 0, transaction()));
    all.put(
        "nothing",
        new Proposal(Optional.empty(), 0, new Transaction(List.of(), List.of(), List.of())));
    all.put("put-limited", limited(true));
    all.put("put-limited-by-default", limited(false));
    all.put("increment", new Proposal(Optional.empty(), NOW, counting()));
    all.put(
        "lapse",
        new Lapse(NOW, new TreeSet<>(List.of(new End(NOW - 1, KEY), new End(0, new Key("x"))))));
    return all;
  }

  private static Command limited(boolean isAsked) {
    Optional<TimeToLive> ttl = Optional.of(new TimeToLive(300_000, isAsked));
    return new Proposal(
        Optional.empty(), NOW, Transaction.of(new Action.Put(KEY, Value.text("hello"), ttl)));
  }

  private static Transaction counting() {
    Optional<TimeToLive> ttl = Optional.of(new TimeToLive(300_000, true));
    return new Transaction(
        List.of(new Compare.OfValue(KEY, Relation.LESS, Value.json("12.5"))),
        List.of(new Action.Increment(KEY, 7, ttl)),
        List.of(new Action.Increment(KEY, -7, Optional.empty())));
  }

  private static Transaction put() {
    return Transaction.of(new Action.Put(KEY, Value.text("hello")));
  }

  private static Transaction transaction() {
    Key other = new Key("other");
    return new Transaction(
        List.of(
            new Compare.OfValue(KEY, Relation.EQUAL, RAW),
            new Compare.OfVersion(KEY, Relation.NOT_EQUAL, 0),
            new Compare.OfCreated(other, Relation.GREATER, -1),
            new Compare.OfModified(other, Relation.LESS, 300)),
        List.of(new Action.Put(KEY, RAW), new Action.Delete(other)),
        List.of(new Action.Get(KEY)));
  }

  static Map<String, TransactionResult> results() {
    LinkedHashMap<String, TransactionResult> all = new LinkedHashMap<>();
    all.put("done", done(false));
    all.put("done-nothing", new Done(false, 0, List.of(), 0, false));
    all.put("done-repeated", done(true));
    all.put(
        "done-found-before",
        new Done(true, 301, List.of(new Step.FoundBefore(7, 300, 12, NOW)), NOW, true));
    all.put("retry-key-reused", new TransactionResult.RetryKeyReused());
    all.put("unreadable", new TransactionResult.Unreadable());
    all.put("too-large", new TransactionResult.TooLarge());
    all.put(
        "incremented",
        new Done(true, 301, List.of(new Step.Incremented(Long.MIN_VALUE)), NOW, false));
    all.put(
        "wrong-kind", new TransactionResult.WrongKind(KEY, Value.Kind.INTEGER, Value.Kind.FLOAT));
    all.put(
        "wrong-kind-of-text",
        new TransactionResult.WrongKind(KEY, Value.Kind.JSON, Value.Kind.BYTES));
    all.put("out-of-range", new TransactionResult.OutOfRange(KEY));
    return all;
  }

  private static Done done(boolean repeated) {
    return new Done(
        true,
        300,
        List.of(
            new Step.Put(),
            new Step.Deleted(true),
            new Step.Deleted(false),
            new Step.Got(Optional.of(versioned())),
            new Step.Got(Optional.empty())),
        NOW,
        repeated);
  }

  static Versioned versioned() {
    return new Versioned(RAW, 7, 300, 12, NOW);
  }

  static Versioned limited() {
    return new Versioned(RAW, 7, 300, 12, NOW, NOW + 300_000);
  }

  static Versioned emptyText() {
    return new Versioned(Value.text(""), 1, 1, 1, 0);
  }

  static Head head() {
    return new Head(300, NOW, 70_000, 2);
  }

  static Revision revision() {
    return new Revision(
        300,
        NOW,
        List.of(
            new Revision.Change(KEY, Optional.of(versioned())),
            new Revision.Change(new Key("other"), Optional.empty())));
  }

  static Ledger ledger() {
    return new Ledger(201, 150, List.of(new Ledger.Step(299, 70_000), new Ledger.Step(300, 80)));
  }

  static Remembered remembered() {
    return new Remembered(-2, 69_999, done(true));
  }
}
