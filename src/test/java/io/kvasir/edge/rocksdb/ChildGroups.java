package io.kvasir.edge.rocksdb;

import io.kvasir.contract.Call;
import io.kvasir.contract.GroupSamples;
import io.kvasir.core.bytes.Bytes;
import io.kvasir.core.consensus.HardState;
import io.kvasir.core.consensus.LogStart;
import io.kvasir.core.consensus.LogWrite;
import io.kvasir.core.consensus.Recovered;
import io.kvasir.core.node.GroupId;
import io.kvasir.engine.port.Completion;
import io.kvasir.engine.port.GroupStore;
import io.kvasir.engine.port.GroupStore.Opened;
import io.kvasir.engine.port.StorageFault;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;

/**
 * A process of its own that appends to the logs of a few groups, applies what is durable, compacts,
 * and in one more group installs one snapshot after another; it tells what was acknowledged.
 *
 * <p>The rows of a group that appends: {@code count}, the number of entries that were applied, each
 * of which added one; {@code last}, the index of the last; and 50 rows with the latest index of
 * theirs. The rows of the group that installs all have the number of the snapshot, whose head is at
 * 10 times that.
 */
final class ChildGroups implements AutoCloseable {
  static final List<GroupId> APPENDING =
      List.of(GroupId.TOPOLOGY, new GroupId(1), new GroupId(300));
  static final GroupId INSTALLING = new GroupId(301);
  static final int SNAPSHOT_ROWS = 40;
  private static final int UNDER_WAY = 16;

  private final Process process;
  private final BufferedReader output;
  private final TreeMap<GroupId, Long> acknowledged = new TreeMap<>();

  private ChildGroups(Process process) {
    this.process = process;
    this.output =
        new BufferedReader(
            new InputStreamReader(process.getInputStream(), StandardCharsets.US_ASCII));
  }

  static ChildGroups start(Path directory) throws IOException {
    Path java = Path.of(System.getProperty("java.home"), "bin", "java");
    return new ChildGroups(
        new ProcessBuilder(
                java.toString(),
                "-Xmx128m",
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                System.getProperty("java.class.path"),
                ChildGroups.class.getName(),
                directory.toString())
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start());
  }

  /** Waits until so much was acknowledged in this life, over all groups. */
  void awaitAcknowledgements(int count) throws IOException {
    for (int i = 0; i < count; i++) {
      if (!readAcknowledgement()) {
        throw new AssertionError("the child ended after " + i + " acknowledgements");
      }
    }
  }

  /** Ends the process at once, and returns the last index that was acknowledged of each group. */
  SortedMap<GroupId, Long> kill() throws IOException {
    process.toHandle().destroyForcibly();
    while (readAcknowledgement()) {}
    process.onExit().orTimeout(10, TimeUnit.SECONDS).join();
    return acknowledged;
  }

  @Override
  public void close() throws IOException {
    kill();
    output.close();
  }

  private boolean readAcknowledgement() throws IOException {
    String line = output.readLine();
    if (line == null || !line.endsWith(".")) {
      return false;
    }
    String[] words = line.substring(0, line.length() - 1).split(" ", 2);
    acknowledged.put(new GroupId(Long.parseLong(words[0])), Long.parseLong(words[1]));
    return true;
  }

  /** The child. */
  public static void main(String[] arguments) {
    StoreConfig config = RocksDbStoreTest.config(Path.of(arguments[0]));
    RocksDbStore store = RocksDbStore.open(config, RandomGenerator.getDefault());
    SortedMap<GroupId, Opened> opened = store.groups().groups();
    Stream.concat(APPENDING.stream(), Stream.of(INSTALLING))
        .forEach(
            group -> {
              Recovered recovered = recovered(store.groups(), opened, group);
              Runnable work =
                  group.equals(INSTALLING)
                      ? () -> install(store.groups(), recovered)
                      : () -> new Replica(store.groups(), group, recovered).run();
              Thread.ofPlatform().start(work);
            });
  }

  private static Recovered recovered(
      GroupStore store, SortedMap<GroupId, Opened> opened, GroupId group) {
    return switch (opened.get(group)) {
      case Opened.Intact(long life, Recovered recovered) -> recovered;
      case Opened.Damaged(String reason) -> throw new IllegalStateException(reason);
      case null -> {
        Semaphore created = new Semaphore(0);
        store.create(group, 1, GroupSamples.FOUNDING, ending(created::release));
        created.acquireUninterruptibly();
        yield Recovered.blank(GroupSamples.FOUNDING);
      }
    };
  }

  private static void install(GroupStore store, Recovered recovered) {
    for (long number = recovered.start().index() / 10 + 1; ; number++) {
      LogStart head = new LogStart(10 * number, 1, GroupSamples.MEMBERS);
      Semaphore installed = new Semaphore(0);
      TreeMap<Bytes, Bytes> rows = new TreeMap<>();
      for (int i = 0; i < SNAPSHOT_ROWS; i++) {
        rows.put(text("row-" + (number % 7) + "-" + i), text(Long.toString(number)));
      }
      Bytes middle = rows.keySet().stream().skip(SNAPSHOT_ROWS / 2).findFirst().orElseThrow();
      var first = GroupSamples.chunk(Bytes.EMPTY, false, rows.headMap(middle));
      store.stage(INSTALLING, head, first, ending(() -> {}));
      var last = GroupSamples.chunk(first.next(), true, rows.tailMap(middle));
      store.stage(INSTALLING, head, last, ending(() -> {}));
      store.install(INSTALLING, head, ending(installed::release));
      installed.acquireUninterruptibly();
      tell(INSTALLING, head.index());
    }
  }

  private static Bytes text(String text) {
    return Bytes.utf8(text);
  }

  private static synchronized void tell(GroupId group, long index) {
    System.out.println(group + " " + index + ".");
  }

  private static Completion<Void> ending(Runnable success) {
    return new Completion<>() {
      @Override
      public void succeed(Void value) {
        success.run();
      }

      @Override
      public void fail(StorageFault fault) {
        System.out.println(fault.reason());
        Runtime.getRuntime().halt(1);
      }
    };
  }

  /** A group of one: what is durable is committed. */
  private static final class Replica {
    private final GroupStore store;
    private final GroupId group;
    private final Semaphore room = new Semaphore(UNDER_WAY);
    private long last;
    private long applied;
    private long start;
    private long count;

    Replica(GroupStore store, GroupId group, Recovered recovered) {
      this.store = store;
      this.group = group;
      this.applied = recovered.applied();
      this.start = recovered.start().index();
      this.last = start + recovered.entries().size();
      this.count = count();
    }

    /** What the applied entries made of the row, whatever the applied index says. */
    private long count() {
      Call<SortedMap<Bytes, Bytes>> rows = new Call<>();
      store.load(group, List.of(text("count")), rows);
      return rows.value().values().stream()
          .mapToLong(value -> Long.parseLong(value.asUtf8()))
          .sum();
    }

    void run() {
      for (long index = applied + 1; index <= last; index++) {
        apply(index);
      }
      for (long index = last + 1; ; index++) {
        room.acquireUninterruptibly();
        append(index);
        compact();
      }
    }

    private void append(long index) {
      HardState state = new HardState(1, Optional.empty(), Math.max(0, index - UNDER_WAY - 1));
      store.write(
          group,
          new LogWrite(Optional.of(state), 0, GroupSamples.entries(index, index, 1)),
          ending(
              () -> {
                tell(group, index);
                apply(index);
                room.release();
              }));
    }

    private synchronized void apply(long index) {
      applied = index;
      String number = Long.toString(index);
      store.apply(
          group,
          index,
          GroupSamples.changes(
              "count=" + ++count, "last=" + number, "row-" + index % 50 + "=" + number),
          ending(() -> {}));
    }

    private synchronized void compact() {
      if (applied - start > 200) {
        start = applied - 20;
        store.compact(group, new LogStart(start, 1, GroupSamples.MEMBERS));
      }
    }
  }
}
