package io.kvasir.edge.rocksdb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.kvasir.core.node.Actor;
import io.kvasir.core.node.NodeId;
import io.kvasir.edge.rocksdb.DataDirectoryRefused.Reason;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DataDirectoryTest {
  private static final RandomGenerator RANDOM = RandomGenerator.getDefault();

  @TempDir Path folder;

  @Test
  void refusesADirectoryOfAnotherCluster() {
    openAndClose(config("one", "n1", 8));

    assertThat(refusal(config("two", "n1", 8))).isEqualTo(new Reason.OtherCluster("one", "two"));
  }

  @Test
  void refusesADirectoryOfAnotherNode() {
    openAndClose(config("one", "n1", 8));

    assertThat(refusal(config("one", "n2", 8)))
        .isEqualTo(new Reason.OtherNode("n1", new NodeId("n2")));
  }

  @Test
  void refusesAnotherNumberOfPartitions() {
    openAndClose(config("one", "n1", 8));

    assertThat(refusal(config("one", "n1", 16))).isEqualTo(new Reason.OtherPartitions("8", 16));
  }

  @Test
  void refusesANewerFormat() throws IOException {
    openAndClose(config());
    Files.writeString(identity(), "format=2\nwhatever later releases write\n");

    assertThat(refusal(config())).isEqualTo(new Reason.NewerFormat(2, 1));
  }

  @Test
  void refusesADamagedIdentity() throws IOException {
    openAndClose(config());
    Files.writeString(identity(), Files.readString(identity()).replace("node=n1", "node=n2"));

    assertThat(refusal(config())).isInstanceOf(Reason.Damaged.class);
  }

  @Test
  void refusesADatabaseWithoutIdentity() throws IOException {
    openAndClose(config());
    Files.delete(identity());

    assertThat(refusal(config())).isEqualTo(new Reason.Unrecognised());
  }

  @Test
  void refusesAFile() throws IOException {
    Path file = Files.writeString(folder.resolve("file"), "text");

    assertThat(refusal(RocksDbStoreTest.config(file))).isEqualTo(new Reason.NotADirectory());
  }

  @Test
  void refusesWhereNothingCanBeWritten() {
    assertThat(refusal(RocksDbStoreTest.config(Path.of("/proc/kvasir"))))
        .isInstanceOf(Reason.Unwritable.class);
  }

  @Test
  void refusesADirectoryThatThisProcessHasOpen() {
    try (RocksDbStore store = open(config())) {
      assertThat(refusal(config())).isEqualTo(new Reason.Locked("this process"));
      assertThat(refusal(config())).isEqualTo(new Reason.Locked("this process"));
      assertThat(store.isWritable()).isTrue();
    }
    openAndClose(config());
  }

  @Test
  void refusesADirectoryThatAnotherProcessHasOpen() throws Exception {
    try (ChildStore child = ChildStore.start(folder.resolve("data"), SyncMode.ALWAYS)) {
      child.awaitAcknowledged(1);

      assertThat(refusal(config())).isEqualTo(new Reason.Locked("process " + child.pid()));
    }
    openAndClose(config());
  }

  @Test
  void leavesWhatElseIsInTheDirectoryAlone() throws IOException {
    Path other = Files.createDirectories(folder.resolve("data/lost+found"));

    openAndClose(config());

    assertThat(other).exists();
  }

  @Test
  void isTheSameActorAfterACleanEnd() {
    for (SyncMode sync : SyncMode.values()) {
      StoreConfig config = RocksDbStoreTest.config(folder.resolve(sync.name())).withSync(sync);
      Actor actor = actorAt("boot-1", config);

      assertThat(actorAt("boot-1", config)).isEqualTo(actor).isNotEqualTo(new Actor(0));
      assertThat(actorAt("boot-2", config)).isEqualTo(actor);
    }
  }

  @Test
  void isTheSameActorAfterACrashOfTheProcess() {
    for (SyncMode sync : SyncMode.values()) {
      StoreConfig config = RocksDbStoreTest.config(folder.resolve(sync.name())).withSync(sync);
      Actor actor = actorAt("boot-1", config);
      markCrashed(config);

      assertThat(actorAt("boot-1", config)).isEqualTo(actor);
    }
  }

  @Test
  void isANewActorWhenUnsyncedCommitsMayBeLost() {
    StoreConfig config = config().withSync(SyncMode.OS);
    Actor actor = actorAt("boot-1", config);
    markCrashed(config);

    Actor afterCrash = actorAt("boot-2", config.withSync(SyncMode.ALWAYS));

    assertThat(afterCrash).isNotEqualTo(actor);
    markCrashed(config);
    assertThat(actorAt("boot-3", config)).isEqualTo(afterCrash);
  }

  @Test
  void isANewActorWhenTheSystemCannotBeTold() {
    StoreConfig config = config().withSync(SyncMode.OS);
    Actor actor = actorAt("", config);
    assertThat(actorAt("", config)).isEqualTo(actor);
    markCrashed(config);

    assertThat(actorAt("", config)).isNotEqualTo(actor);
  }

  @Test
  void isTheSameActorWhenOnlySyncedCommitsWereMade() {
    Actor actor = actorAt("boot-1", config());
    markCrashed(config());

    assertThat(actorAt("boot-2", config())).isEqualTo(actor);
  }

  @Test
  void isANewActorWhenTheDatabaseIsGone() throws IOException {
    Actor actor = actorAt("boot-1", config());
    deleteAll(folder.resolve("data/rocksdb"));

    assertThat(actorAt("boot-1", config())).isNotEqualTo(actor);
  }

  @Test
  void tellsWhetherItWasMade() {
    try (RocksDbStore store = open(config())) {
      assertThat(store.opening()).isEqualTo(new Opening(true, false, true));
    }
    try (RocksDbStore store = open(config())) {
      assertThat(store.opening()).isEqualTo(new Opening(false, false, false));
    }
  }

  private StoreConfig config() {
    return RocksDbStoreTest.config(folder.resolve("data"));
  }

  private StoreConfig config(String cluster, String node, int partitions) {
    return StoreConfig.of(folder.resolve("data"), cluster, new NodeId(node), partitions);
  }

  private Path identity() {
    return folder.resolve("data").resolve(DataDirectory.IDENTITY);
  }

  private static RocksDbStore open(StoreConfig config) {
    return RocksDbStore.open(config, RANDOM);
  }

  private static void openAndClose(StoreConfig config) {
    open(config).close();
  }

  private static Actor actorAt(String boot, StoreConfig config) {
    try (RocksDbStore store = RocksDbStore.open(config, RANDOM, boot)) {
      return store.actor();
    }
  }

  /** Makes the directory look as if its last session had not ended in order. */
  private static void markCrashed(StoreConfig config) {
    try (DataDirectory directory = DataDirectory.lock(config.directory())) {
      Identity last = directory.identity().orElseThrow();
      directory.save(last.inSession(last.actor(), last.sync(), last.boot()));
    }
  }

  private static Reason refusal(StoreConfig config) {
    return refused(config).reason();
  }

  private static DataDirectoryRefused refused(StoreConfig config) {
    DataDirectoryRefused refused =
        catchThrowableOfType(DataDirectoryRefused.class, () -> openAndClose(config));
    assertThat(refused).hasMessageContaining(config.directory().getFileName().toString());
    return refused;
  }

  private static void deleteAll(Path directory) throws IOException {
    try (Stream<Path> files = Files.walk(directory)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }
}
