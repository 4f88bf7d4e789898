package io.kvasir.core.crdt;

import static org.assertj.core.api.Assertions.assertThat;

import io.kvasir.core.bucket.DataType;
import io.kvasir.core.node.Actor;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** Three replicas of one key and all they came through. Only reachable states occur. */
final class History {
  static final int REPLICAS = 3;

  /** On both sides of the sign, since actors are ordered as unsigned. */
  private static final List<Actor> ACTORS = List.of(new Actor(1), new Actor(-1), new Actor(2));

  private final DataType type;
  private final List<Writer> writers = new ArrayList<>();
  private final List<Crdt> states = new ArrayList<>();
  private final List<Slice> deltas = new ArrayList<>();
  private final List<Crdt> reached = new ArrayList<>();

  private History(DataType type) {
    this.type = type;
    ACTORS.forEach(actor -> writers.add(new Writer(actor)));
    states.addAll(Collections.nCopies(REPLICAS, Crdt.bottom(type)));
    reached.add(Crdt.bottom(type));
  }

  static History of(DataType type, List<Step> steps) {
    History history = new History(type);
    steps.forEach(history::take);
    return history;
  }

  static History of(Steps.Script script) {
    return of(script.type(), script.steps());
  }

  /** The deltas of all writes, oldest first. */
  List<Slice> deltas() {
    return Collections.unmodifiableList(deltas);
  }

  /** Every state that some replica or delta was ever in, bottom first. */
  List<Crdt> reached() {
    return Collections.unmodifiableList(reached);
  }

  /** The join of all that every replica holds at the end. */
  Crdt joined() {
    return states.stream().reduce(Crdt.bottom(type), Crdt::join);
  }

  private void take(Step step) {
    switch (step) {
      case Step.Write write -> write(write.replica(), write.by(reached), write.wallMillis());
      case Step.Deliver(int delta, int to) -> {
        if (!deltas.isEmpty()) {
          become(to, Crdt.join(states.get(to), deltas.get(delta % deltas.size()).state()));
        }
      }
      case Step.Sync(int from, int to) -> become(to, Crdt.join(states.get(to), states.get(from)));
    }
  }

  /** Writes, and checks that the write was an inflation that its slice describes. */
  private void write(int replica, Operation operation, long wallMillis) {
    Crdt before = states.get(replica);
    Slice delta = writers.get(replica).write(before, operation, wallMillis);
    Crdt after = Crdt.join(before, delta.state());
    assertThat(Crdt.join(before, after)).as("inflation").isEqualTo(after);
    assertThat(Slice.whole(before).join(delta).state()).as("by slice").isEqualTo(after);
    deltas.add(delta);
    reached.add(delta.state());
    become(replica, after);
  }

  private void become(int replica, Crdt state) {
    states.set(replica, state);
    reached.add(state);
  }
}
