package io.kvasir.contract;

import static io.kvasir.contract.GroupSamples.MEMBERS;
import static org.assertj.core.api.Assertions.assertThat;

import io.kvasir.core.bytes.Bytes;
import io.kvasir.core.consensus.HardState;
import io.kvasir.core.consensus.LogEntry;
import io.kvasir.core.consensus.LogStart;
import io.kvasir.core.consensus.LogWrite;
import io.kvasir.core.consensus.Recovered;
import io.kvasir.core.node.GroupId;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;

/** What a replica does to its store, at random, compared with collections. */
final class GroupModel {
  private final GroupStoreContract contract;
  private final GroupId group;
  private final Random random;
  private final List<Call<Void>> calls = new ArrayList<>();

  private HardState state = HardState.INITIAL;
  private LogStart start = GroupSamples.FOUNDING;
  private final TreeMap<Long, LogEntry> log = new TreeMap<>();
  private long applied;
  private final TreeMap<Bytes, Bytes> rows = new TreeMap<>();

  GroupModel(GroupStoreContract contract, GroupId group, Random random) {
    this.contract = contract;
    this.group = group;
    this.random = random;
  }

  void run(int steps) {
    contract.create(group, random.nextLong(), start);
    for (int i = 0; i < steps; i++) {
      step(random.nextInt(100));
    }
    check();
  }

  private void step(int choice) {
    if (choice < 40) {
      write();
    } else if (choice < 80) {
      apply();
    } else if (choice < 88) {
      compact();
    } else if (choice < 92) {
      install();
    } else {
      check();
    }
  }

  /** Truncates what is not committed, or not; then appends, in a term that may be new. */
  private void write() {
    long commit = Math.max(state.commit(), start.index());
    long from = random.nextInt(3) > 0 ? 0 : commit + 1 + random.nextInt(3);
    if (from > 0) {
      log.tailMap(from).clear();
    }
    long term = Math.max(1, state.term() + random.nextInt(2));
    List<LogEntry> entries = GroupSamples.entries(end() + 1, end() + random.nextInt(5), term);
    entries.forEach(entry -> log.put(entry.index(), entry));
    state =
        new HardState(
            term, Optional.of(GroupSamples.A), commit + random.nextLong(end() - commit + 1));
    calls.add(contract.write(group, new LogWrite(Optional.of(state), from, entries)));
  }

  private void apply() {
    if (applied >= state.commit()) {
      return;
    }
    applied += 1 + random.nextLong(state.commit() - applied);
    TreeMap<Bytes, Optional<Bytes>> changes = new TreeMap<>();
    for (int i = random.nextInt(5); i > 0; i--) {
      Bytes key = Bytes.utf8("k" + random.nextInt(20));
      changes.put(
          key,
          random.nextInt(3) == 0 ? Optional.empty() : Optional.of(Bytes.utf8("v" + applied + i)));
    }
    changes.forEach(
        (key, value) ->
            value.ifPresentOrElse(bytes -> rows.put(key, bytes), () -> rows.remove(key)));
    calls.add(contract.applying(group, applied, changes));
  }

  private void compact() {
    if (applied > start.index()) {
      long index = start.index() + 1 + random.nextLong(applied - start.index());
      start = new LogStart(index, Objects.requireNonNull(log.get(index)).term(), MEMBERS);
      log.headMap(index, true).clear();
      contract.store().compact(group, start);
    }
  }

  private void install() {
    start = new LogStart(end() + 1 + random.nextInt(5), Math.max(1, state.term()), MEMBERS);
    state = new HardState(start.term(), state.vote(), state.commit());
    calls.add(contract.write(group, new LogWrite(Optional.of(state), 0, List.of())));
    rows.clear();
    for (int i = random.nextInt(10); i > 0; i--) {
      rows.put(Bytes.utf8("k" + random.nextInt(20)), Bytes.utf8("s" + i));
    }
    settle();
    Bytes middle = Bytes.utf8("k1");
    contract.end(
        contract.stage(group, start, GroupSamples.chunk(Bytes.EMPTY, false, rows.headMap(middle))));
    Bytes next = GroupSamples.chunk(Bytes.EMPTY, false, rows.headMap(middle)).next();
    contract.end(
        contract.stage(group, start, GroupSamples.chunk(next, true, rows.tailMap(middle))));
    calls.add(contract.install(group, start));
    log.clear();
    applied = start.index();
  }

  private long end() {
    return log.isEmpty() ? start.index() : log.lastKey();
  }

  private void check() {
    settle();
    contract.end(contract.write(group, new LogWrite(Optional.empty(), 0, List.of())));
    assertThat(contract.intact(group))
        .isEqualTo(
            new Recovered(state, start, List.copyOf(log.values()), applied, Optional.empty()));
    assertThat(contract.scan(group)).isEqualTo(rows);
  }

  private void settle() {
    calls.forEach(contract::end);
    calls.clear();
  }
}
