package io.kvasir.edge.rocksdb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.kvasir.contract.Call;
import io.kvasir.contract.States;
import io.kvasir.core.crdt.IndexChange;
import io.kvasir.core.crdt.Scope;
import io.kvasir.core.crdt.Slice;
import io.kvasir.core.node.Actor;
import io.kvasir.edge.rocksdb.DataDirectoryRefused.Reason;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Comparator;
import java.util.Optional;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CrashTest {
  private static final RandomGenerator RANDOM = RandomGenerator.getDefault();

  @TempDir Path folder;

  @Test
  void everyAcknowledgedCommitSurvivesTheEndOfTheProcess() throws Exception {
    for (SyncMode sync : SyncMode.values()) {
      Path directory = folder.resolve(sync.name());
      int acknowledged = crashAfter(3_000, directory, sync);

      try (RocksDbStore store = RocksDbStore.open(RocksDbStoreTest.config(directory), RANDOM)) {
        assertThat(acknowledged).isGreaterThanOrEqualTo(3_000);
        assertThat(countersFrom(store, 1)).isGreaterThanOrEqualTo(acknowledged);
        assertThat(store.outgoing()).hasSize(countersFrom(store, 1));
        assertThat(store.opening().newActor()).isFalse();
      }
    }
  }

  @Test
  void aLogThatEndsWithinARecordIsReadUpToThere() throws Exception {
    int acknowledged = crashAfter(500, folder, SyncMode.ALWAYS);
    Path log = log();
    truncate(log, Files.size(log) - 3);

    try (RocksDbStore store = RocksDbStore.open(RocksDbStoreTest.config(folder), RANDOM)) {
      int found = countersFrom(store, 1);
      assertThat(found).isBetween(acknowledged / 2, acknowledged + 64);
      assertThat(found >= acknowledged || store.opening().newActor()).isTrue();
    }
  }

  @Test
  void aLogWithoutItsAcknowledgedEndIsNoticedForANewActor() throws Exception {
    int acknowledged = crashAfter(500, folder, SyncMode.ALWAYS);
    Actor before = actorOf(folder);
    Path log = log();
    truncate(log, Files.size(log) / 2);

    try (RocksDbStore store = RocksDbStore.open(RocksDbStoreTest.config(folder), RANDOM)) {
      assertThat(countersFrom(store, 1)).isBetween(1, acknowledged);
      assertThat(store.opening()).isEqualTo(new Opening(false, true, true));
      assertThat(store.actor()).isNotEqualTo(before);
    }
    Actor after = actorOf(folder);
    try (RocksDbStore store = RocksDbStore.open(RocksDbStoreTest.config(folder), RANDOM)) {
      assertThat(store.opening().newActor()).isFalse();
      assertThat(store.actor()).isEqualTo(after);
    }
  }

  @Test
  void aDamagedLogIsNeverCutSilently() throws Exception {
    crashAfter(500, folder, SyncMode.ALWAYS);
    damage(log());

    DataDirectoryRefused refused =
        catchThrowableOfType(
            DataDirectoryRefused.class,
            () -> RocksDbStore.open(RocksDbStoreTest.config(folder), RANDOM).close());

    assertThat(refused.reason()).isInstanceOf(Reason.Damaged.class);
  }

  @Test
  void aLogGarbledByACrashOfTheSystemIsCutForANewActor() throws Exception {
    int acknowledged = crashAfter(500, folder, SyncMode.ALWAYS);
    Actor before = actorOf(folder);
    damage(log());

    try (RocksDbStore store =
        RocksDbStore.open(RocksDbStoreTest.config(folder), RANDOM, "another boot")) {
      assertThat(store.opening()).isEqualTo(new Opening(false, true, true));
      assertThat(store.actor()).isNotEqualTo(before);
      assertThat(countersFrom(store, 1)).isBetween(1, acknowledged);
      Call<Void> commit = new Call<>();
      store.commit(
          ChildStore.partition(1),
          States.entry("b", "later"),
          Slice.whole(States.counter(1)),
          IndexChange.NONE,
          Optional.empty(),
          commit);
      commit.value();
    }
    assertThat(actorOf(folder)).isNotEqualTo(before);
  }

  private static int crashAfter(int commits, Path directory, SyncMode sync) throws Exception {
    try (ChildStore child = ChildStore.start(directory, sync)) {
      child.awaitAcknowledged(commits);
      return child.kill();
    }
  }

  /** How many counters are there without a gap. */
  private static int countersFrom(RocksDbStore store, int first) {
    int next = first;
    while (load(store, next).isPresent()) {
      assertThat(load(store, next)).contains(Slice.whole(States.counter(next)));
      next++;
    }
    return next - first;
  }

  private static Optional<Slice> load(RocksDbStore store, int number) {
    Call<Optional<Slice>> call = new Call<>();
    store.load(ChildStore.partition(number), States.entry("b", "k" + number), Scope.whole(), call);
    return call.value();
  }

  private static Actor actorOf(Path folder) {
    try (DataDirectory directory = DataDirectory.lock(folder)) {
      return directory.identity().orElseThrow().actor();
    }
  }

  /** The write-ahead log with what was committed last. */
  private Path log() throws IOException {
    try (Stream<Path> files = Files.list(folder.resolve("rocksdb"))) {
      return files
          .filter(file -> file.toString().endsWith(".log"))
          .max(Comparator.naturalOrder())
          .orElseThrow();
    }
  }

  private static void truncate(Path file, long bytes) throws IOException {
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
      channel.truncate(bytes);
    }
  }

  /** Changes a few bytes in the middle. */
  private static void damage(Path file) throws IOException {
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
      channel.write(ByteBuffer.wrap(new byte[] {1, 2, 3, 4, 5, 6}), Files.size(file) / 2);
    }
  }
}
