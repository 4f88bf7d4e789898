package io.kvasir.history;

import io.kvasir.history.Outcome.Done;
import io.kvasir.history.Outcome.Result;
import io.kvasir.history.Outcome.Sight;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.random.RandomGenerator;

/**
 * Histories such as 64 clients on ten keys record in a minute of faults: an atomic bucket carries
 * operations out at random moments between call and return, and every few seconds whatever is under
 * way ends as unknown, some of it carried out seconds later, some of it never.
 */
final class LongHistories {
  private static final int CLIENTS = 64;
  private static final int KEYS = 10;
  private static final long SECOND = 1_000_000;
  private static final long FAULT_EVERY = 6 * SECOND;

  private final RandomGenerator random;
  private final boolean revisions;
  private final int transactionsInHundred;
  private final SortedMap<String, Sight> state = new TreeMap<>();
  private final List<Operation> operations = new ArrayList<>();
  private long revision;
  private int written;

  /** A request that takes effect at a moment; {@code fails} means that its client is not told. */
  private record Request(
      int client,
      long invoked,
      long effect,
      long returned,
      Transaction transaction,
      boolean fails) {}

  LongHistories(RandomGenerator random, boolean revisions, int transactionsInHundred) {
    this.random = random;
    this.revisions = revisions;
    this.transactionsInHundred = transactionsInHundred;
  }

  History next(int size) {
    PriorityQueue<Request> byEffect =
        new PriorityQueue<>((left, right) -> Long.compare(left.effect, right.effect));
    for (int client = 0; client < CLIENTS; client++) {
      byEffect.add(request(client, random.nextLong(SECOND)));
    }
    while (operations.size() < size) {
      Request request = byEffect.remove();
      Outcome outcome = carryOut(request);
      operations.add(
          new Operation(
              request.client,
              request.invoked,
              request.fails ? Operation.NEVER : request.returned,
              request.transaction,
              outcome));
      byEffect.add(request(request.client, request.returned + 1 + random.nextLong(2_000)));
    }
    return new History(operations);
  }

  /** Requests take about 35 ms, which 64 clients make 1,800 a second. */
  private Request request(int client, long invoked) {
    long effect = invoked + 1 + random.nextLong(35_000);
    long returned = effect + 1 + random.nextLong(35_000);
    boolean fails = invoked / FAULT_EVERY != returned / FAULT_EVERY;
    long late = fails && random.nextBoolean() ? effect + random.nextLong(2 * SECOND) : effect;
    return new Request(
        client, invoked, late, Math.max(returned, late + 1), transaction(invoked), fails);
  }

  private Outcome carryOut(Request request) {
    if (request.fails && random.nextBoolean()) {
      return Outcome.unknown();
    }
    Result result = result(request.transaction);
    return request.fails ? Outcome.unknown() : new Done(result);
  }

  private Transaction transaction(long now) {
    String key = "k" + random.nextInt(KEYS);
    if (random.nextInt(100) < transactionsInHundred) {
      return severalKeys(key, partner(key));
    }
    return switch (random.nextInt(10)) {
      case 0, 1, 2, 3 -> Transaction.get(key);
      case 4, 5, 6 -> Transaction.put(key, value(now));
      case 7 -> Transaction.delete(key);
      default -> Transaction.compareAndSet(guard(key), value(now));
    };
  }

  /** Transactions tie keys together two by two. */
  private static String partner(String key) {
    return "k" + (Integer.parseInt(key.substring(1)) ^ 1);
  }

  private Transaction severalKeys(String key, String other) {
    return new Transaction(
        List.of(guard(key)),
        List.of(new Step.Put(key, value(0)), new Step.Put(other, value(0))),
        List.of(new Step.Get(key), new Step.Get(other)));
  }

  private String value(long now) {
    return now + "." + written++;
  }

  private Guard guard(String key) {
    Sight sight = state.getOrDefault(key, Sight.NOTHING);
    if (sight.value().isEmpty()) {
      return Guard.absent(key);
    }
    return revisions && random.nextBoolean()
        ? Guard.revisionIs(key, sight.revision())
        : Guard.valueIs(key, sight.value().get());
  }

  private Result result(Transaction transaction) {
    boolean succeeded = transaction.guards().stream().allMatch(this::holds);
    List<Step> steps = transaction.branch(succeeded);
    boolean changes =
        steps.stream()
            .anyMatch(
                step ->
                    step instanceof Step.Put
                        || (step instanceof Step.Delete && state.containsKey(step.key())));
    revision += changes ? 1 : 0;
    List<Sight> sights = new ArrayList<>();
    for (Step step : steps) {
      switch (step) {
        case Step.Put(String key, String value) ->
            state.put(key, new Sight(Optional.of(value), revisions ? revision : 0));
        case Step.Delete(String key) -> state.remove(key);
        case Step.Get(String key) -> sights.add(state.getOrDefault(key, Sight.NOTHING));
      }
    }
    return new Result(succeeded, revisions ? revision : 0, sights);
  }

  private boolean holds(Guard guard) {
    Sight sight = state.getOrDefault(guard.key(), Sight.NOTHING);
    return switch (guard.test()) {
      case Guard.ValueIs(String value) -> sight.value().filter(value::equals).isPresent();
      case Guard.RevisionIs(long expected) -> sight.revision() == expected;
      case Guard.Absent() -> sight.value().isEmpty();
      case Guard.Present() -> sight.value().isPresent();
    };
  }
}
