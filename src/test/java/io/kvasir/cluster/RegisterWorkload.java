package io.kvasir.cluster;

import io.kvasir.history.Guard;
import io.kvasir.history.History;
import io.kvasir.history.HistoryRecorder;
import io.kvasir.history.Outcome;
import io.kvasir.history.Outcome.Sight;
import io.kvasir.history.Step;
import io.kvasir.history.Transaction;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.SplittableRandom;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;

/**
 * Many clients, each with one request under way, that put, get, delete, compare-and-set and
 * transact on few keys of a linearizable bucket through all nodes, and record what they are told.
 *
 * <p>Every value is written once. Half of the writes carry a retry key, and are sent once more, to
 * another node, when their outcome is unknown. Keys are tied by transactions two by two, which
 * keeps what is to be judged together small.
 */
final class RegisterWorkload {
  static final int CLIENTS = 64;
  static final int KEYS = 10;
  private static final Duration PATIENCE = Duration.ofMillis(1500);
  private static final Duration REST_AFTER_FAILURE = Duration.ofMillis(20);

  private final HttpClient http =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .connectTimeout(Duration.ofSeconds(1))
          .build();
  private final HistoryRecorder recorder = new HistoryRecorder();
  private final Supplier<List<URI>> nodes;
  private final BucketRequests requests;
  private final SplittableRandom seeds;
  private final Map<String, Sight> lastSeen = new ConcurrentHashMap<>();
  private final AtomicLong written = new AtomicLong();
  private final AtomicLong carriedOut = new AtomicLong();
  private final Queue<Throwable> failures = new ConcurrentLinkedQueue<>();
  private final List<Thread> clients = new ArrayList<>();
  private volatile boolean stopped;

  /**
   * @param nodes where requests may be sent to at the moment
   */
  RegisterWorkload(Supplier<List<URI>> nodes, String bucket, long seed) {
    this.nodes = nodes;
    requests = new BucketRequests(bucket, PATIENCE);
    seeds = new SplittableRandom(seed);
  }

  void start() {
    for (int client = 0; client < CLIENTS; client++) {
      int number = client;
      RandomGenerator random = seeds.split();
      clients.add(
          Thread.ofVirtual()
              .uncaughtExceptionHandler((thread, failure) -> failures.add(failure))
              .start(() -> run(number, random)));
    }
  }

  private void run(int client, RandomGenerator random) {
    while (!stopped) {
      Outcome outcome = execute(client, random, transaction(random));
      if (outcome instanceof Outcome.Done) {
        carriedOut.incrementAndGet();
      } else {
        LockSupport.parkNanos(REST_AFTER_FAILURE.toNanos());
      }
    }
  }

  private Outcome execute(int client, RandomGenerator random, Transaction transaction) {
    Optional<String> retryKey =
        transaction.isReadOnly() || random.nextBoolean()
            ? Optional.empty()
            : Optional.of(UUID.randomUUID().toString());
    HistoryRecorder.Pending pending = recorder.begin(client, transaction);
    Outcome outcome = send(random, transaction, retryKey);
    if (outcome instanceof Outcome.Unknown && retryKey.isPresent()) {
      Outcome again = send(random, transaction, retryKey);
      outcome = again instanceof Outcome.NotApplied ? Outcome.unknown() : again;
    }
    pending.ended(outcome);
    remember(transaction, outcome);
    return outcome;
  }

  private Outcome send(RandomGenerator random, Transaction transaction, Optional<String> retryKey) {
    List<URI> choice = nodes.get();
    URI node = choice.get(random.nextInt(choice.size()));
    try {
      return BucketAnswers.outcome(
          transaction,
          http.send(requests.request(node, transaction, retryKey), BodyHandlers.ofString()));
    } catch (ConnectException | HttpConnectTimeoutException neverSent) {
      return Outcome.notApplied();
    } catch (IOException noAnswer) {
      return Outcome.unknown();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  private Transaction transaction(RandomGenerator random) {
    int number = random.nextInt(KEYS);
    String key = "k" + number;
    return switch (random.nextInt(20)) {
      case 0, 1, 2, 3, 4, 5, 6 -> Transaction.get(key);
      case 7, 8, 9, 10, 11 -> Transaction.put(key, value());
      case 12 -> Transaction.delete(key);
      case 13 ->
          new Transaction(List.of(guard(random, key)), List.of(new Step.Delete(key)), List.of());
      case 14, 15, 16, 17 -> Transaction.compareAndSet(guard(random, key), value());
      default -> onTwo(guard(random, key), key, "k" + (number ^ 1));
    };
  }

  private Transaction onTwo(Guard guard, String key, String other) {
    return new Transaction(
        List.of(guard),
        List.of(new Step.Put(key, value()), new Step.Get(other), new Step.Put(other, value())),
        List.of(new Step.Get(key), new Step.Get(other)));
  }

  private String value() {
    return "v" + written.incrementAndGet();
  }

  /** On what was seen last, which others may have changed meanwhile. */
  private Guard guard(RandomGenerator random, String key) {
    Sight seen = lastSeen.getOrDefault(key, Sight.NOTHING);
    if (seen.value().isEmpty()) {
      return Guard.absent(key);
    }
    return seen.revision() != Outcome.UNTOLD && random.nextBoolean()
        ? Guard.revisionIs(key, seen.revision())
        : Guard.valueIs(key, seen.value().get());
  }

  private void remember(Transaction transaction, Outcome outcome) {
    if (outcome instanceof Outcome.Done(Outcome.Result result)) {
      int sight = 0;
      for (Step step : transaction.branch(result.succeeded())) {
        switch (step) {
          case Step.Put(String key, String value) ->
              lastSeen.put(key, new Sight(Optional.of(value), result.revision()));
          case Step.Delete(String key) -> lastSeen.put(key, Sight.NOTHING);
          case Step.Get(String key) -> lastSeen.put(key, result.sights().get(sight++));
        }
      }
    }
  }

  /** Returns when so many more operations were carried out. */
  void awaitProgress(int count) {
    long target = carriedOut.get() + count;
    Await.until(
        Duration.ofSeconds(40),
        () -> "only " + (carriedOut.get() - target + count) + " of " + count + " operations",
        () -> carriedOut.get() >= target || !failures.isEmpty());
  }

  /** Lets every client end its request. */
  void stop() {
    stopped = true;
    Await.until(
        Duration.ofMinutes(1),
        () -> "the clients do not end",
        () -> clients.stream().noneMatch(Thread::isAlive));
    if (!failures.isEmpty()) {
      throw new AssertionError("a client failed", failures.element());
    }
  }

  /** Reads every key until it gets an answer, so that what was lost for good shows. */
  void readAll() {
    RandomGenerator random = seeds.split();
    for (int key = 0; key < KEYS; key++) {
      Transaction get = Transaction.get("k" + key);
      Await.until(
          Duration.ofSeconds(30),
          () -> get + " is not answered",
          () -> execute(CLIENTS, random, get) instanceof Outcome.Done);
    }
  }

  /** Nanoseconds on the clock of the history. */
  long now() {
    return recorder.now();
  }

  History history() {
    return recorder.history();
  }
}
