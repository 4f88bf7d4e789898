package io.kvasir.service;

import io.kvasir.core.bucket.Element;
import io.kvasir.core.bucket.Key;
import io.kvasir.core.bucket.Limits;
import io.kvasir.core.bucket.Value;
import io.kvasir.core.keyspace.Action;
import io.kvasir.core.keyspace.Transaction;
import java.util.List;
import java.util.TreeSet;

/** Turns what clients sent into values of the core, unless it exceeds this node's limits. */
record Limited(Limits limits) {
  private static final String BYTES = "bytes";

  Key key(String text) {
    if (text.isEmpty()) {
      throw new Refused(new Failure.Invalid("key", "must have at least one character"));
    }
    return key(new Key(text));
  }

  private Key key(Key key) {
    if (key.utf8Bytes() > limits.keyBytes()) {
      throw new Refused(new Failure.TooLarge("key", limits.keyBytes(), BYTES));
    }
    return key;
  }

  Value value(Value value) {
    if (value.payload().length() > limits.valueBytes()) {
      throw new Refused(new Failure.TooLarge("value", limits.valueBytes(), BYTES));
    }
    return value;
  }

  /** All keys and values of a transaction; not how many they are. */
  void transaction(Transaction transaction) {
    transaction.keys().forEach(this::key);
    transaction.success().forEach(this::action);
    transaction.failure().forEach(this::action);
  }

  private void action(Action action) {
    if (action instanceof Action.Put put) {
      value(put.value());
    }
  }

  /** Names of fields, each within the next one's map. */
  List<String> path(List<String> names, int maxDepth) {
    if (names.isEmpty() || names.size() > maxDepth) {
      throw new Refused(new Failure.Invalid("field", "must be 1 to " + maxDepth + " names"));
    }
    if (names.stream().anyMatch(name -> new Element(name).utf8Bytes() > limits.keyBytes())) {
      throw new Refused(new Failure.TooLarge("field", limits.keyBytes(), BYTES));
    }
    return names;
  }

  TreeSet<Element> elements(List<String> texts) {
    if (texts.isEmpty()) {
      throw new Refused(new Failure.Invalid("elements", "must have at least one element"));
    }
    if (texts.size() > limits.elements()) {
      throw new Refused(new Failure.TooLarge("elements", limits.elements(), "elements"));
    }
    TreeSet<Element> elements = new TreeSet<>();
    texts.forEach(text -> elements.add(new Element(text)));
    if (elements.stream().anyMatch(element -> element.utf8Bytes() > limits.valueBytes())) {
      throw new Refused(new Failure.TooLarge("element", limits.valueBytes(), BYTES));
    }
    return elements;
  }
}
