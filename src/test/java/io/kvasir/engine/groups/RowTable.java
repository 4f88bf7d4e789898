package io.kvasir.engine.groups;

import static org.assertj.core.api.Assertions.assertThat;

import io.kvasir.core.bytes.Bytes;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;

/** Stored rows, and how a machine goes through commands over them; strict about what it named. */
final class RowTable {
  private final SortedMap<Bytes, Bytes> stored = new TreeMap<>();
  private long index;

  SortedMap<Bytes, Bytes> stored() {
    return stored;
  }

  /** Lets a machine go on from what is stored. */
  void resume(StateMachine machine) {
    SortedMap<Bytes, Bytes> head = new TreeMap<>(stored);
    head.keySet().retainAll(machine.head());
    machine.resume(head);
  }

  /** The results of one batch. */
  List<Bytes> apply(StateMachine machine, List<Bytes> commands) {
    return apply(machine, commands, machine.rows(commands));
  }

  List<Bytes> apply(StateMachine machine, List<Bytes> commands, SortedSet<Bytes> named) {
    List<Bytes> results = new ArrayList<>();
    for (Bytes command : commands) {
      index++;
      results.add(machine.apply(index, command, true, new NamedRows(named)));
    }
    machine.seal(new NamedRows(named));
    return results;
  }

  private final class NamedRows implements StateMachine.Rows {
    private final SortedSet<Bytes> named;

    NamedRows(SortedSet<Bytes> named) {
      this.named = named;
    }

    @Override
    public Optional<Bytes> get(Bytes key) {
      assertThat(named).contains(key);
      return Optional.ofNullable(stored.get(key));
    }

    @Override
    public boolean isKnown(Bytes key) {
      return named.contains(key);
    }

    @Override
    public void put(Bytes key, Bytes value) {
      stored.put(key, value);
    }

    @Override
    public void delete(Bytes key) {
      stored.remove(key);
    }
  }
}
