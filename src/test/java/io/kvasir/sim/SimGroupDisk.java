package io.kvasir.sim;

import io.kvasir.core.node.GroupId;
import io.kvasir.edge.memory.MemoryGroupStore;
import io.kvasir.engine.port.GroupStore;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;

/**
 * The logs and state machines on one machine's disk, as the list of all calls that changed them. A
 * crash keeps some prefix of those that were not synced.
 */
final class SimGroupDisk {
  private final List<Consumer<GroupStore>> durable = new ArrayList<>();
  private final ArrayDeque<Consumer<GroupStore>> unsynced = new ArrayDeque<>();
  private final Set<GroupId> damaged = new TreeSet<>();
  private GroupStore live = new MemoryGroupStore();

  /** The rows of the group's state machine cannot be read any more. */
  void damage(GroupId group) {
    damaged.add(group);
  }

  boolean isDamaged(GroupId group) {
    return damaged.contains(group);
  }

  /** What the running process reads. */
  GroupStore live() {
    return live;
  }

  void perform(Consumer<GroupStore> call) {
    call.accept(live);
    unsynced.add(call);
  }

  /** Durable in its place, but seen by readers only once the result is run. */
  Runnable performUnseen(Consumer<GroupStore> call) {
    unsynced.add(call);
    GroupStore seen = live;
    return () -> call.accept(seen);
  }

  int unsynced() {
    return unsynced.size();
  }

  /** Makes the oldest {@code count} calls durable. */
  void sync(int count) {
    for (int synced = 0; synced < count; synced++) {
      durable.add(unsynced.remove());
    }
  }

  /** Loses power: the log is torn after its first {@code survivors} unsynced calls. */
  void crash(int survivors) {
    sync(survivors);
    unsynced.clear();
    live = new MemoryGroupStore();
    durable.forEach(call -> call.accept(live));
  }
}
