package io.kvasir.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.kvasir.history.History;
import io.kvasir.history.HistoryFile;
import io.kvasir.history.LinearizabilityChecker;
import io.kvasir.history.Operation;
import io.kvasir.history.RevisionOrder;
import io.kvasir.history.Verdict;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;

/**
 * The workload on a linearizable bucket of a cluster while the nemesis strikes again and again;
 * each time the cluster must carry on with one node less, and then be whole again.
 */
final class Chaos {
  private static final int PROGRESS = 300;

  private final LocalCluster cluster;
  private final RegisterWorkload workload;
  private final Nemesis nemesis;
  private final Path folder;

  Chaos(LocalCluster cluster, String bucket, Optional<Namespaces> network, Path folder) {
    this.cluster = cluster;
    this.folder = folder;
    SplittableRandom random = new SplittableRandom(Long.getLong("kvasir.chaos.seed", 1));
    workload = new RegisterWorkload(() -> anyOf(cluster), bucket, random.nextLong());
    nemesis = new Nemesis(cluster, bucket, network, random, workload::now);
  }

  private static List<URI> anyOf(LocalCluster cluster) {
    List<URI> running = cluster.running();
    return running.isEmpty() ? List.of(cluster.node(1).base()) : running;
  }

  /** How long to go on: {@code kvasir.chaos.seconds}, or {@code otherwise}. */
  static Duration lasting(Duration otherwise) {
    return Duration.ofSeconds(Long.getLong("kvasir.chaos.seconds", otherwise.toSeconds()));
  }

  /** Creates a linearizable bucket of one shard and waits until it takes writes. */
  static String bucket(LocalCluster cluster, String name, int replicas) {
    Map<String, Object> spec =
        Map.of(
            "name",
            name,
            "type",
            "lww",
            "consistency",
            "linearizable",
            "shards",
            1,
            "replication_n",
            replicas);
    Await.until(
        Duration.ofSeconds(30),
        () -> "the bucket is not created: " + cluster.client(1).createBucket(spec).body(),
        () -> List.of(201, 409).contains(cluster.client(1).createBucket(spec).status()));
    Await.until(
        Duration.ofSeconds(30),
        () -> "no write: " + cluster.client(1).put(name, "first", "v").body(),
        () -> cluster.client(1).put(name, "first", "v").isOk());
    return name;
  }

  /** Strikes with each fault in turn until the time is over, and each at least once. */
  Chaos run(Duration time, List<Nemesis.Fault> faults) {
    workload.start();
    long end = System.nanoTime() + time.toNanos();
    for (int round = 0; round < faults.size() || System.nanoTime() < end; round++) {
      workload.awaitProgress(PROGRESS);
      nemesis.strike(faults.get(round % faults.size()));
      workload.awaitProgress(PROGRESS);
      nemesis.heal();
      cluster.startAll();
    }
    workload.awaitProgress(PROGRESS);
    return this;
  }

  /** The workload, to be used beside faults of the caller's own. */
  RegisterWorkload workload() {
    return workload;
  }

  /**
   * Ends the workload and judges what was recorded.
   *
   * @throws AssertionError when it is not linearizable; the history is kept as a file then
   */
  void judge() {
    workload.stop();
    workload.readAll();
    History history = workload.history();
    long unknown =
        history.operations().stream().filter(op -> op.returned() == Operation.NEVER).count();
    System.out.printf(
        "%d operations in %d s, %d of unknown outcome; %s%n",
        history.operations().size(),
        workload.now() / 1_000_000_000,
        unknown,
        FailOver.of(history, nemesis.leaderKills()));
    Verdict verdict = new LinearizabilityChecker().check(history);
    assertThat(verdict)
        .as("%s%nkept in %s", verdict instanceof Verdict.Linearizable ? "" : verdict, keep(history))
        .isInstanceOf(Verdict.Linearizable.class);
    assertThat(RevisionOrder.violation(history)).isEmpty();
  }

  private Path keep(History history) {
    try {
      Path file = folder.resolve("history.jsonl");
      HistoryFile.write(file, history);
      return file;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
