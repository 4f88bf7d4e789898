package io.kvasir.edge.rocksdb;

import io.kvasir.contract.States;
import io.kvasir.core.crdt.Digest;
import io.kvasir.core.crdt.IndexChange;
import io.kvasir.core.crdt.Slice;
import io.kvasir.core.ring.PartitionId;
import io.kvasir.engine.port.Completion;
import io.kvasir.engine.port.Outgoing;
import io.kvasir.engine.port.StorageFault;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Optional;
import java.util.TreeSet;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;

/**
 * A process of its own that commits counters without end, and tells which were acknowledged. The
 * counter of key {@code i} has the value {@code i}, and so has its outgoing delta the sequence.
 */
final class ChildStore implements AutoCloseable {
  private static final int UNDER_WAY = 64;

  private final Process process;
  private final BufferedReader output;
  private int lastAcknowledged;

  private ChildStore(Process process) {
    this.process = process;
    this.output =
        new BufferedReader(
            new InputStreamReader(process.getInputStream(), StandardCharsets.US_ASCII));
  }

  static ChildStore start(Path directory, SyncMode sync) throws IOException {
    Path java = Path.of(System.getProperty("java.home"), "bin", "java");
    return new ChildStore(
        new ProcessBuilder(
                java.toString(),
                "-Xmx128m",
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                System.getProperty("java.class.path"),
                ChildStore.class.getName(),
                directory.toString(),
                sync.name())
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start());
  }

  long pid() {
    return process.pid();
  }

  /** Waits until {@code count} commits were acknowledged, one after another from 1. */
  void awaitAcknowledged(int count) throws IOException {
    while (lastAcknowledged < count && readAcknowledgement()) {}
    if (lastAcknowledged < count) {
      throw new AssertionError("the child ended after " + lastAcknowledged + " commits");
    }
  }

  /** Ends the process at once, and returns the last commit that it acknowledged. */
  int kill() throws IOException {
    process.toHandle().destroyForcibly();
    while (readAcknowledgement()) {}
    process.onExit().orTimeout(10, TimeUnit.SECONDS).join();
    return lastAcknowledged;
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
    lastAcknowledged = Integer.parseInt(line.substring(0, line.length() - 1));
    return true;
  }

  static PartitionId partition(int number) {
    return new PartitionId(number % 8);
  }

  /** The child. */
  public static void main(String[] arguments) {
    StoreConfig config =
        RocksDbStoreTest.config(Path.of(arguments[0])).withSync(SyncMode.valueOf(arguments[1]));
    RocksDbStore store = RocksDbStore.open(config, RandomGenerator.getDefault());
    Semaphore room = new Semaphore(UNDER_WAY);
    for (int i = 1; ; i++) {
      room.acquireUninterruptibly();
      Slice counter = Slice.whole(States.counter(i));
      store.commit(
          partition(i),
          States.entry("b", "k" + i),
          counter,
          new IndexChange(
              Digest.of(States.entry("b", "k" + i), counter), new TreeSet<>(), new TreeSet<>()),
          Optional.of(new Outgoing(i, 3, counter)),
          new Acknowledgement(i, room));
    }
  }

  /** Tells of one commit, which is in the order of the commits. */
  private record Acknowledgement(int number, Semaphore room) implements Completion<Void> {
    @Override
    public void succeed(Void value) {
      System.out.println(number + ".");
      room.release();
    }

    @Override
    public void fail(StorageFault fault) {
      System.out.println(fault.reason());
      Runtime.getRuntime().halt(1);
    }
  }
}
