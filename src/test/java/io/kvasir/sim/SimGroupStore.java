package io.kvasir.sim;

import io.kvasir.core.bytes.Bytes;
import io.kvasir.core.consensus.Chunk;
import io.kvasir.core.consensus.LogStart;
import io.kvasir.core.consensus.LogWrite;
import io.kvasir.core.node.GroupId;
import io.kvasir.engine.port.Completion;
import io.kvasir.engine.port.GroupStore;
import io.kvasir.engine.port.RowRange;
import io.kvasir.engine.port.StorageFault;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Consumer;

/**
 * One process's group store on its machine's disk. Calls take effect at once for those that follow;
 * they are synced in batches, one at a time. After a failed sync it takes no more.
 */
final class SimGroupStore implements GroupStore {
  private final Life life;
  private final Chance chance;
  private final SimGroupDisk disk;
  private final DiskWeather weather;
  private final ArrayDeque<Completion<Void>> waiting = new ArrayDeque<>();

  /** Counts the lives of each group's rows here: what is applied in one is not seen in the next. */
  private final SortedMap<GroupId, Long> eras = new TreeMap<>();

  private boolean isSyncing;
  private boolean isBroken;

  SimGroupStore(Life life, Chance chance, SimGroupDisk disk, DiskWeather weather) {
    this.life = life;
    this.chance = chance;
    this.disk = disk;
    this.weather = weather;
  }

  boolean isBroken() {
    return isBroken;
  }

  @Override
  public SortedMap<GroupId, Opened> groups() {
    return disk.live().groups();
  }

  @Override
  public void create(GroupId group, long id, LogStart start, Completion<Void> completion) {
    beginEra(group);
    durably(store -> store.create(group, id, start, ignored()), completion);
  }

  @Override
  public void write(GroupId group, LogWrite write, Completion<Void> completion) {
    life.note("write", () -> group + " " + write);
    durably(store -> store.write(group, write, ignored()), completion);
  }

  @Override
  public void compact(GroupId group, LogStart start) {
    durably(store -> store.compact(group, start), ignored());
  }

  @Override
  public void loadWithin(
      GroupId group,
      List<Bytes> keys,
      long maxBytes,
      Completion<Optional<SortedMap<Bytes, Bytes>>> completion) {
    read(group, caught -> disk.live().loadWithin(group, keys, maxBytes, caught), completion);
  }

  @Override
  public void scan(
      GroupId group,
      Bytes from,
      Optional<Bytes> to,
      int limit,
      Completion<SortedMap<Bytes, Bytes>> completion) {
    read(group, caught -> disk.live().scan(group, from, to, limit, caught), completion);
  }

  @Override
  public void loadRange(
      GroupId group, List<Bytes> keys, RowRange range, Completion<RowPage> completion) {
    read(group, caught -> disk.live().loadRange(group, keys, range, caught), completion);
  }

  /** Need not be durable, so it does not wait for the disk. */
  @Override
  public void apply(
      GroupId group,
      long index,
      SortedMap<Bytes, Optional<Bytes>> rows,
      Completion<Void> completion) {
    if (isBroken) {
      failSoon(completion);
      return;
    }
    Runnable see = disk.performUnseen(store -> store.apply(group, index, rows, ignored()));
    awaitSync(ignored());
    long era = eras.getOrDefault(group, 0L);
    life.after(
        chance.between(1, 300),
        "applied",
        () -> {
          if (eras.getOrDefault(group, 0L) == era) {
            see.run();
          }
          Completion.done(completion);
        });
  }

  @Override
  public void readSnapshot(
      GroupId group, String reader, Bytes cursor, int bytes, Completion<Piece> completion) {
    read(
        group,
        caught -> disk.live().readSnapshot(group, reader, cursor, bytes, caught),
        completion);
  }

  @Override
  public void closeSnapshot(GroupId group, String reader) {
    disk.live().closeSnapshot(group, reader);
  }

  @Override
  public void stage(GroupId group, LogStart head, Chunk chunk, Completion<Void> completion) {
    durably(store -> store.stage(group, head, chunk, required("stage")), completion);
  }

  @Override
  public void install(GroupId group, LogStart head, Completion<Void> completion) {
    life.note("install", () -> group + " " + head);
    beginEra(group);
    durably(store -> store.install(group, head, required("install")), completion);
  }

  @Override
  public void destroy(GroupId group, Completion<Void> completion) {
    beginEra(group);
    durably(store -> store.destroy(group, ignored()), completion);
  }

  private interface Reader<T> {
    void read(Completion<T> caught);
  }

  /** Answers with the state of some moment between the call and the answer. */
  private <T> void read(GroupId group, Reader<T> reader, Completion<T> completion) {
    if (disk.isDamaged(group)) {
      StorageFault damage = new StorageFault("simulated: damage", false, true);
      life.after(readMicros(), "damage", () -> completion.fail(damage));
    } else if (chance.percent(weather.readFaultPercent)) {
      life.after(readMicros(), "read fault", () -> completion.fail(fault("read")));
    } else if (chance.percent(50)) {
      reader.read(later(completion));
    } else {
      life.after(readMicros(), "read", () -> reader.read(completion));
    }
  }

  private <T> Completion<T> later(Completion<T> completion) {
    return new Completion<>() {
      @Override
      public void succeed(T value) {
        life.after(readMicros(), "read", () -> completion.succeed(value));
      }

      @Override
      public void fail(StorageFault fault) {
        life.after(readMicros(), "read", () -> completion.fail(fault));
      }
    };
  }

  private long readMicros() {
    return chance.percent(70)
        ? chance.between(1, 30)
        : chance.between(100, 3_000) + weather.delayMicros;
  }

  private void durably(Consumer<GroupStore> call, Completion<Void> completion) {
    if (isBroken) {
      failSoon(completion);
      return;
    }
    disk.perform(call);
    awaitSync(completion);
  }

  private void beginEra(GroupId group) {
    eras.merge(group, 1L, Long::sum);
  }

  private void awaitSync(Completion<Void> completion) {
    waiting.add(completion);
    if (!isSyncing) {
      isSyncing = true;
      life.after(chance.between(1, 60), "batch", this::syncBatch);
    }
  }

  private void failSoon(Completion<Void> completion) {
    life.after(chance.between(1, 30), "write fault", () -> completion.fail(fault("earlier sync")));
  }

  private void syncBatch() {
    int batch = waiting.size();
    long micros = chance.between(200, 4_000) + weather.delayMicros;
    life.after(micros, "sync", () -> endBatch(batch));
  }

  private void endBatch(int batch) {
    if (weather.syncFails) {
      fail();
      return;
    }
    List<Completion<Void>> done = new ArrayList<>();
    for (int i = 0; i < batch; i++) {
      done.add(waiting.remove());
    }
    disk.sync(batch);
    isSyncing = !waiting.isEmpty();
    if (isSyncing) {
      life.after(1, "batch", this::syncBatch);
    }
    done.forEach(Completion::done);
  }

  private void fail() {
    isBroken = true;
    weather.syncFails = false;
    List<Completion<Void>> failed = List.copyOf(waiting);
    waiting.clear();
    failed.forEach(completion -> completion.fail(fault("sync")));
  }

  private static StorageFault fault(String what) {
    return new StorageFault("simulated: " + what);
  }

  private static Completion<Void> ignored() {
    return new Completion<>() {
      @Override
      public void succeed(Void nothing) {}

      @Override
      public void fail(StorageFault fault) {}
    };
  }

  private static Completion<Void> required(String what) {
    return new Completion<>() {
      @Override
      public void succeed(Void nothing) {}

      @Override
      public void fail(StorageFault fault) {
        throw new Violation(what + " failed: " + fault.reason());
      }
    };
  }
}
