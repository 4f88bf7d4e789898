package io.kvasir.history;

import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * Notes operations of many clients while they happen, in nanoseconds since it was made. Any thread
 * may begin and end operations; each ends at most once.
 */
public final class HistoryRecorder {
  private final long start = System.nanoTime();
  private final Queue<Operation> ended = new ConcurrentLinkedQueue<>();
  private final Set<Pending> pending = ConcurrentHashMap.newKeySet();

  /** An operation that was invoked and has not returned. */
  public final class Pending {
    private final int client;
    private final Transaction transaction;
    private final long invoked = now();

    private Pending(int client, Transaction transaction) {
      this.client = client;
      this.transaction = transaction;
    }

    /** The client is told {@code outcome}, now. */
    public void ended(Outcome outcome) {
      long returned = outcome instanceof Outcome.Unknown ? Operation.NEVER : now();
      if (!pending.remove(this)) {
        throw new IllegalStateException("ended twice: " + transaction);
      }
      ended.add(new Operation(client, invoked, returned, transaction, outcome));
    }

    private Operation unknown() {
      return new Operation(client, invoked, Operation.NEVER, transaction, Outcome.unknown());
    }
  }

  /** To be called before the request is sent. */
  public Pending begin(int client, Transaction transaction) {
    Pending begun = new Pending(client, transaction);
    pending.add(begun);
    return begun;
  }

  /** Nanoseconds since it was made. */
  public long now() {
    return System.nanoTime() - start;
  }

  /** What was noted so far; operations that have not ended are unknown. */
  public History history() {
    List<Operation> operations = new ArrayList<>();
    pending.forEach(begun -> operations.add(begun.unknown()));
    operations.addAll(ended);
    return new History(operations);
  }

  /** How many operations have ended. */
  public int size() {
    return ended.size();
  }
}
