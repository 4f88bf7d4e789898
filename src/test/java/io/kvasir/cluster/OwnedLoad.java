package io.kvasir.cluster;

import io.kvasir.cluster.Client.Response;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Function;
import java.util.stream.IntStream;

/**
 * Writers that change keys of their own, in turn and through all nodes, and read each back through
 * another; what fails is sent once more, to another node.
 */
final class OwnedLoad {
  private static final int WRITERS = 8;

  private final List<OwnedKey> keys;
  private final List<Thread> writers = new ArrayList<>();
  private final ConcurrentLinkedQueue<String> violations = new ConcurrentLinkedQueue<>();
  private final LongAdder requests = new LongAdder();
  private final LongAdder cured = new LongAdder();
  private volatile List<Client> clients;
  private volatile boolean stopped;

  OwnedLoad(List<Client> clients, int keys) {
    this.clients = List.copyOf(clients);
    this.keys = IntStream.range(0, keys).mapToObj(OwnedLoad::key).toList();
  }

  private static OwnedKey key(int number) {
    return switch (number % 3) {
      case 0 -> new OwnedKey.Register("k" + number);
      case 1 -> new OwnedKey.Members("k" + number);
      default -> new OwnedKey.Count("k" + number);
    };
  }

  static void createBuckets(Client client) {
    Map.of(
            OwnedKey.Register.BUCKET, "lww",
            OwnedKey.Members.BUCKET, "orswot",
            OwnedKey.Count.BUCKET, "pn_counter")
        .forEach(
            (name, type) -> {
              Response created =
                  client.createBucket(
                      Map.of("name", name, "type", type, "consistency", "consistent"));
              if (created.status() != 201) {
                throw new AssertionError(created.toString());
              }
            });
  }

  /** From now on these are the nodes. */
  void use(List<Client> nodes) {
    clients = List.copyOf(nodes);
  }

  void start() {
    for (int writer = 0; writer < WRITERS; writer++) {
      int first = writer;
      writers.add(Thread.ofVirtual().start(() -> run(first)));
    }
  }

  private void run(int first) {
    for (int round = 0; !stopped; round++) {
      for (int i = first; i < keys.size() && !stopped; i += WRITERS) {
        change(keys.get(i), round, round + i);
      }
    }
  }

  private void change(OwnedKey key, int n, int at) {
    Outcome change = attempt(at, client -> key.change(client, n));
    if (change.response().isOk()) {
      key.changed(n, change.attempts());
      check(key, at + 1);
    } else {
      violations.add("change " + n + " of " + key + " failed twice: " + change.response());
      stopped = true;
    }
  }

  private void check(OwnedKey key, int at) {
    Response read = attempt(at, key::read).response();
    if (!key.agrees(read)) {
      violations.add(key + " is read as " + read);
    }
  }

  private record Outcome(Response response, int attempts) {}

  private Outcome attempt(int at, Function<Client, Response> request) {
    requests.increment();
    List<Client> nodes = clients;
    Response first = request.apply(nodes.get(at % nodes.size()));
    if (first.isOk() || first.status() == 404) {
      return new Outcome(first, 1);
    }
    Response second = request.apply(nodes.get((at + 1) % nodes.size()));
    cured.increment();
    return new Outcome(second, 2);
  }

  /** Ends the changes; every key has had one. */
  void stop() {
    stopped = true;
    Await.until(
        Duration.ofMinutes(1),
        () -> "the load does not end",
        () -> writers.stream().noneMatch(Thread::isAlive));
  }

  long requests() {
    return requests.sum();
  }

  /** How many requests were sent a second time. */
  long cured() {
    return cured.sum();
  }

  /** Reads every key through every node. */
  void checkAll() {
    List<Thread> readers = new ArrayList<>();
    for (int reader = 0; reader < WRITERS; reader++) {
      int first = reader;
      readers.add(
          Thread.ofVirtual()
              .start(
                  () -> {
                    for (int i = first; i < keys.size(); i += WRITERS) {
                      for (int node = 0; node < clients.size(); node++) {
                        check(keys.get(i), node);
                      }
                    }
                  }));
    }
    Await.until(
        Duration.ofMinutes(30),
        () -> "the reads do not end",
        () -> readers.stream().noneMatch(Thread::isAlive));
  }

  List<String> violations() {
    return List.copyOf(violations);
  }
}
