package io.kvasir.edge.rocksdb;

import static org.assertj.core.api.Assertions.assertThat;

import io.kvasir.contract.Call;
import io.kvasir.contract.GroupSamples;
import io.kvasir.core.bytes.Bytes;
import io.kvasir.core.consensus.Recovered;
import io.kvasir.core.node.GroupId;
import io.kvasir.engine.port.GroupStore;
import io.kvasir.engine.port.GroupStore.Opened;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Comparator;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GroupCrashTest {
  private static final RandomGenerator RANDOM = RandomGenerator.getDefault();

  @TempDir Path folder;

  @Test
  void logsAndStatesAreExactAfterEveryCrash() throws IOException {
    TreeMap<GroupId, Long> acknowledged = new TreeMap<>();
    for (int round = 1; round <= 3; round++) {
      acknowledged.putAll(crashAfter(2_000));

      try (RocksDbStore store = open()) {
        for (GroupId group : ChildGroups.APPENDING) {
          checkLog(store.groups(), group, acknowledged.getOrDefault(group, 0L));
        }
        checkSnapshot(store.groups(), acknowledged.getOrDefault(ChildGroups.INSTALLING, 0L));
        assertThat(store.opening().newActor()).isFalse();
      }
    }
  }

  @Test
  void groupsWithoutTheirAcknowledgedEndAreDamagedForGood() throws IOException {
    crashAfter(1_000);
    cutLog();

    for (int opening = 1; opening <= 2; opening++) {
      try (RocksDbStore store = open()) {
        assertThat(store.groups().groups()).hasSize(4);
        assertThat(store.groups().groups().values())
            .allSatisfy(
                opened ->
                    assertThat(opened)
                        .isInstanceOfSatisfying(
                            Opened.Damaged.class,
                            damaged -> assertThat(damaged.reason()).contains("missing")));
        Call<Void> write = new Call<>();
        store.groups().write(GroupId.TOPOLOGY, GroupSamples.state(9, 0), write);
        assertThat(write.fault().reason()).contains("not there");
      }
    }
    try (RocksDbStore store = open()) {
      Call<Void> created = new Call<>();
      store.groups().create(GroupId.TOPOLOGY, 2, GroupSamples.FOUNDING, created);
      created.value();
      assertThat(store.groups().groups().get(GroupId.TOPOLOGY))
          .isEqualTo(new Opened.Intact(2, Recovered.blank(GroupSamples.FOUNDING)));
    }
  }

  private static void checkLog(GroupStore store, GroupId group, long acknowledged) {
    Recovered recovered = intact(store, group);
    long start = recovered.start().index();
    long end = start + recovered.entries().size();
    assertThat(end).isGreaterThanOrEqualTo(acknowledged);
    assertThat(recovered.entries()).isEqualTo(GroupSamples.entries(start + 1, end, 1));
    long applied = recovered.applied();
    assertThat(applied).isBetween(start, end);
    assertThat(rows(store, group)).isEqualTo(stateAt(applied));
  }

  private static SortedMap<Bytes, Bytes> stateAt(long applied) {
    TreeMap<Bytes, Bytes> rows = new TreeMap<>();
    for (long index = Math.max(1, applied - 49); index <= applied; index++) {
      rows.put(Bytes.utf8("row-" + index % 50), Bytes.utf8(Long.toString(index)));
      rows.put(Bytes.utf8("count"), Bytes.utf8(Long.toString(index)));
      rows.put(Bytes.utf8("last"), Bytes.utf8(Long.toString(index)));
    }
    return rows;
  }

  private static void checkSnapshot(GroupStore store, long acknowledged) {
    Recovered recovered = intact(store, ChildGroups.INSTALLING);
    long index = recovered.start().index();
    assertThat(index).isGreaterThanOrEqualTo(acknowledged);
    assertThat(recovered.applied()).isEqualTo(index);
    SortedMap<Bytes, Bytes> rows = rows(store, ChildGroups.INSTALLING);
    assertThat(rows).hasSize(ChildGroups.SNAPSHOT_ROWS);
    assertThat(rows.values()).containsOnly(Bytes.utf8(Long.toString(index / 10)));
  }

  private static Recovered intact(GroupStore store, GroupId group) {
    return switch (store.groups().get(group)) {
      case Opened.Intact(long life, Recovered recovered) -> recovered;
      case Opened.Damaged(String reason) -> throw new AssertionError(reason);
      case null -> throw new AssertionError("no group " + group);
    };
  }

  private static SortedMap<Bytes, Bytes> rows(GroupStore store, GroupId group) {
    Call<SortedMap<Bytes, Bytes>> call = new Call<>();
    store.scan(group, Bytes.EMPTY, Optional.empty(), Integer.MAX_VALUE, call);
    return call.value();
  }

  private SortedMap<GroupId, Long> crashAfter(int acknowledgements) throws IOException {
    try (ChildGroups child = ChildGroups.start(folder)) {
      child.awaitAcknowledgements(acknowledgements);
      return child.kill();
    }
  }

  private RocksDbStore open() {
    return RocksDbStore.open(RocksDbStoreTest.config(folder), RANDOM);
  }

  /** Takes the last tenth of the write-ahead log away. */
  private void cutLog() throws IOException {
    try (Stream<Path> files = Files.list(folder.resolve("rocksdb"))) {
      Path log =
          files
              .filter(file -> file.toString().endsWith(".log"))
              .max(Comparator.naturalOrder())
              .orElseThrow();
      try (FileChannel channel = FileChannel.open(log, StandardOpenOption.WRITE)) {
        channel.truncate(channel.size() - channel.size() / 10);
      }
    }
  }
}
