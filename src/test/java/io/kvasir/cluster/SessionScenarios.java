package io.kvasir.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.kvasir.cluster.Client.Response;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Sessions that hop from node to node, whatever the nodes are built as: each reads all that it
 * wrote and never less than it read before, also when it writes to one replica and a node is
 * killed.
 */
@ExtendWith(ThreeNodes.class)
abstract class SessionScenarios {
  private static final int SESSIONS = 12;
  private static final int STEPS = 40;
  private static final Duration SOON = Duration.ofSeconds(60);

  private LocalCluster cluster = LocalCluster.none();

  @BeforeEach
  void allNodesRun(LocalCluster nodes) {
    cluster = nodes;
  }

  @Test
  void readTheirWritesAtEveryNodeOfAConvergentBucketWhileOneDies() {
    create(Map.of("name", "sessions-convergent", "type", "pn_counter", "consistency", "eventual"));

    hop("sessions-convergent", List.of("&w=1", "&w=majority", ""));
  }

  @Test
  void readTheirWritesAtEveryNodeOfALinearizableBucketWhileOneDies() {
    create(Map.of("name", "sessions-linearizable", "consistency", "linearizable", "shards", 3));

    hop("sessions-linearizable", List.of(""));
  }

  private void create(Map<String, ?> bucket) {
    Response created = cluster.client(1).createBucket(bucket);
    assertThat(created.status()).as(created.body()).isEqualTo(201);
  }

  /** Once half of the steps are done a node is killed, and started again. */
  private void hop(String bucket, List<String> writes) {
    CountDownLatch half = new CountDownLatch(SESSIONS * STEPS / 2);
    AtomicInteger shared = new AtomicInteger();
    Crowd.run(
        SESSIONS + 1,
        n -> {
          if (n == SESSIONS) {
            Await.until(SOON, () -> half.getCount() + " steps to go", () -> half.getCount() == 0);
            cluster.node(2).kill();
            cluster.startAll();
          } else {
            new Session(bucket, writes, n).run(half, shared);
          }
        });
    assertThat(shared.get()).as("reads of what others write, too").isPositive();
  }

  /** One client: a counter of its own and one that all count. */
  private final class Session {
    private final String bucket;
    private final List<String> writes;
    private final String own;
    private final RandomGenerator random;
    private String token = "consistency=session";
    private long counted;
    private long unsure;
    private long seen;

    Session(String bucket, List<String> writes, int number) {
      this.bucket = bucket;
      this.writes = writes;
      this.own = "own-" + number;
      this.random = RandomGenerator.of("L64X128MixRandom");
    }

    void run(CountDownLatch half, AtomicInteger shared) {
      for (int step = 0; step < STEPS; step++) {
        count();
        long read = read(own);
        assertThat(read).as(own + " of " + bucket).isBetween(counted, counted + unsure);
        if (random.nextInt(3) == 0) {
          long others = read("all");
          assertThat(others).as("what all count").isGreaterThanOrEqualTo(seen);
          seen = others;
          shared.incrementAndGet();
        }
        half.countDown();
      }
    }

    private Client anyNode() {
      List<Client> clients = cluster.clients();
      return clients.get(random.nextInt(clients.size()));
    }

    private void count() {
      String key = random.nextInt(3) == 0 ? "all" : own;
      String quorum = writes.get(random.nextInt(writes.size()));
      Response done =
          anyNode()
              .post(Client.path(bucket, key) + "/increment?" + token + quorum, Map.of("amount", 1));
      if (done.isOk()) {
        keep(done);
      }
      if (key.equals(own)) {
        counted += done.isOk() ? 1 : 0;
        unsure += done.isOk() ? 0 : 1;
      }
    }

    /** The count, 0 while there is none. */
    private long read(String key) {
      Response[] last = new Response[1];
      Await.until(
          SOON,
          () -> "cannot read " + key + ": " + last[0],
          () -> {
            last[0] = anyNode().get(Client.path(bucket, key) + "?" + token);
            return last[0].isOk() || last[0].status() == 404;
          });
      keep(last[0]);
      return last[0].isOk() ? last[0].json().get("value").asLong() : 0;
    }

    private void keep(Response answer) {
      assertThat(answer.session()).as(answer.body()).isNotEmpty();
      token = "at=" + answer.session();
    }
  }
}
