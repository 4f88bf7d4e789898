package io.kvasir.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.kvasir.cluster.Client.Response;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import java.util.function.IntFunction;
import java.util.stream.IntStream;

/**
 * Writers that go round after round, each over a register, a set, a counter and a linearizable key
 * of its own, and keys that it deletes again. What fails is sent until it is acknowledged.
 */
final class BackupLoad {
  private static final int WRITERS = 4;
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private final List<Writer> writers = IntStream.range(0, WRITERS).mapToObj(Writer::new).toList();
  private final List<Thread> threads = new ArrayList<>();
  private final ConcurrentLinkedQueue<Throwable> failures = new ConcurrentLinkedQueue<>();
  private volatile List<Client> clients;
  private volatile boolean stopped;

  BackupLoad(List<Client> clients) {
    this.clients = List.copyOf(clients);
  }

  static void createBuckets(Client client) {
    for (Map<String, Object> bucket :
        List.<Map<String, Object>>of(
            Map.of("name", "text"),
            Map.of("name", "sets", "type", "orswot"),
            Map.of("name", "counts", "type", "pn_counter"),
            Map.of("name", "lin", "consistency", "linearizable", "shards", 3))) {
      Response created = client.createBucket(bucket);
      assertThat(created.status()).as(created.body()).isEqualTo(201);
    }
  }

  /** From now on these are the nodes. */
  void use(List<Client> nodes) {
    clients = List.copyOf(nodes);
  }

  void start() {
    for (Writer writer : writers) {
      threads.add(Thread.ofVirtual().uncaughtExceptionHandler(this::failed).start(writer));
    }
  }

  private void failed(Thread thread, Throwable failure) {
    failures.add(failure);
  }

  /** Ends the writes; none may have failed. */
  void stop() {
    stopped = true;
    Await.until(
        PATIENCE, () -> "the load does not end", () -> threads.stream().noneMatch(Thread::isAlive));
    assertThat(failures).isEmpty();
  }

  /** How many rounds of each writer have been acknowledged. */
  List<Integer> acknowledged() {
    return writers.stream().map(writer -> writer.acknowledged.get()).toList();
  }

  /** Waits until each writer has done so many rounds more. */
  void awaitRounds(int more) {
    List<Integer> before = acknowledged();
    Await.until(
        PATIENCE,
        () -> "no progress since " + before + ": " + failures,
        () ->
            IntStream.range(0, WRITERS)
                .allMatch(i -> acknowledged().get(i) >= before.get(i) + more));
  }

  /**
   * Requires that all is there that was acknowledged, and nothing that was never sent.
   *
   * @param acknowledged when the backup was begun
   */
  void check(Client restored, List<Integer> acknowledged) {
    for (int i = 0; i < WRITERS; i++) {
      writers.get(i).check(restored, acknowledged.get(i));
    }
  }

  /** What is read, when there are enough replicas and a leader for it. */
  static Response read(Client client, String path) {
    return insist(attempt -> client.get(path));
  }

  /**
   * Sends a request until it is acknowledged; one that was carried out without an answer may find
   * nothing to delete then.
   *
   * @param request given the number of the attempt
   */
  static Response insist(IntFunction<Response> request) {
    AtomicInteger attempt = new AtomicInteger();
    AtomicReference<Response> last = new AtomicReference<>(new Response(0, ""));
    Await.until(
        PATIENCE,
        () -> "not acknowledged: " + last.get(),
        () -> {
          last.set(request.apply(attempt.getAndIncrement()));
          return last.get().isOk() || last.get().status() == 404;
        });
    return last.get();
  }

  private final class Writer implements Runnable {
    private final int number;
    private final String key;
    private final AtomicInteger acknowledged = new AtomicInteger();
    private final AtomicInteger increments = new AtomicInteger();

    Writer(int number) {
      this.number = number;
      this.key = "live-" + number;
    }

    @Override
    public void run() {
      for (int round = 0; !stopped; round++) {
        String value = Integer.toString(round);
        String gone = gone(round);
        insist(client -> client.put("text", key, value));
        insist(client -> client.put("lin", key, value));
        insist(client -> client.post("/bucket/sets/" + key + "/add", Map.of("element", value)));
        insist(this::increment);
        insist(client -> client.put("text", gone, value));
        insist(client -> client.put("lin", gone, value));
        insist(client -> client.delete(Client.path("text", gone)));
        insist(client -> client.delete(Client.path("lin", gone)));
        acknowledged.incrementAndGet();
      }
    }

    private String gone(int round) {
      return "gone-" + number + "-" + round;
    }

    private Response increment(Client client) {
      increments.incrementAndGet();
      return client.post("/bucket/counts/" + key + "/increment", Map.of("amount", 1));
    }

    private void insist(Function<Client, Response> request) {
      BackupLoad.insist(
          attempt -> {
            List<Client> nodes = clients;
            return request.apply(nodes.get((number + attempt) % nodes.size()));
          });
    }

    void check(Client restored, int rounds) {
      assertThat(number(read(restored, Client.path("text", key)), "value"))
          .as(key)
          .isBetween(rounds - 1, acknowledged.get());
      assertThat(number(read(restored, Client.path("lin", key)), "value"))
          .as(key)
          .isBetween(rounds - 1, acknowledged.get());
      assertThat(number(read(restored, Client.path("counts", key)), "value"))
          .as(key)
          .isBetween(rounds, increments.get());
      TreeSet<Integer> elements = new TreeSet<>();
      for (JsonNode element : read(restored, Client.path("sets", key)).json().path("members")) {
        elements.add(element.asInt());
      }
      assertThat(elements).contains(IntStream.range(0, rounds).boxed().toArray(Integer[]::new));
      assertThat(elements.last()).isLessThanOrEqualTo(acknowledged.get());
      for (int round = 0; round < rounds; round++) {
        for (String bucket : List.of("text", "lin")) {
          assertThat(read(restored, Client.path(bucket, gone(round))).status())
              .as(bucket + "/" + gone(round))
              .isEqualTo(404);
        }
      }
    }

    private static int number(Response response, String field) {
      assertThat(response.status()).as(response.body()).isEqualTo(200);
      return response.json().path(field).asInt();
    }
  }
}
