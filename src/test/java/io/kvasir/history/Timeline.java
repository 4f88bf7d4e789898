package io.kvasir.history;

import java.util.ArrayList;
import java.util.List;

/** Writes a history down, operation by operation, with times. */
final class Timeline {
  private final List<Operation> operations = new ArrayList<>();
  private int client;

  Timeline add(long invoked, long returned, Transaction transaction, Outcome outcome) {
    operations.add(new Operation(client++, invoked, returned, transaction, outcome));
    return this;
  }

  Timeline put(long invoked, long returned, String key, String value) {
    return add(invoked, returned, Transaction.put(key, value), Outcome.written(Outcome.UNTOLD));
  }

  Timeline put(long invoked, long returned, String key, String value, long revision) {
    return add(invoked, returned, Transaction.put(key, value), Outcome.written(revision));
  }

  Timeline delete(long invoked, long returned, String key) {
    return add(invoked, returned, Transaction.delete(key), Outcome.written(Outcome.UNTOLD));
  }

  Timeline get(long invoked, long returned, String key, String value) {
    return add(invoked, returned, Transaction.get(key), Outcome.saw(value, Outcome.UNTOLD));
  }

  Timeline get(long invoked, long returned, String key, String value, long revision) {
    return add(invoked, returned, Transaction.get(key), Outcome.saw(value, revision));
  }

  Timeline getNothing(long invoked, long returned, String key) {
    return add(invoked, returned, Transaction.get(key), Outcome.sawNothing());
  }

  Timeline swap(long invoked, long returned, String key, String from, String to) {
    return add(invoked, returned, swap(key, from, to), Outcome.written(Outcome.UNTOLD));
  }

  Timeline swapRefused(long invoked, long returned, String key, String from, String to) {
    return add(invoked, returned, swap(key, from, to), Outcome.refused());
  }

  static Transaction swap(String key, String from, String to) {
    return Transaction.compareAndSet(Guard.valueIs(key, from), to);
  }

  Timeline unknown(long invoked, Transaction transaction) {
    return add(invoked, Operation.NEVER, transaction, Outcome.unknown());
  }

  Timeline notApplied(long invoked, long returned, Transaction transaction) {
    return add(invoked, returned, transaction, Outcome.notApplied());
  }

  History history() {
    return new History(operations);
  }
}
