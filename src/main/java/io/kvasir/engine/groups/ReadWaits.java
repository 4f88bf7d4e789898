package io.kvasir.engine.groups;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Linearizable reads at one replica, until the state machine shows all they must see. */
final class ReadWaits {
  /** Who waits to read; exactly one is called, once. */
  interface Reader {
    void ready();

    void refused();
  }

  private final Map<Long, Reader> asked = new HashMap<>();
  private final TreeMap<Long, List<Reader>> waiting = new TreeMap<>();

  void ask(long token, Reader reader) {
    asked.put(token, reader);
  }

  void refused(long token) {
    Reader reader = asked.remove(token);
    if (reader != null) {
      reader.refused();
    }
  }

  /** The read sees all it must once {@code index} is applied. */
  void allowed(long token, long index, long applied) {
    Reader reader = asked.remove(token);
    if (reader == null) {
      return;
    }
    if (index <= applied) {
      reader.ready();
    } else {
      waiting.computeIfAbsent(index, at -> new ArrayList<>(1)).add(reader);
    }
  }

  void applied(long index) {
    while (!waiting.isEmpty() && waiting.firstKey() <= index) {
      waiting.pollFirstEntry().getValue().forEach(Reader::ready);
    }
  }

  /** The replica is no more. */
  void refuseAll() {
    List<Reader> all = new ArrayList<>(asked.values());
    waiting.values().forEach(all::addAll);
    asked.clear();
    waiting.clear();
    all.forEach(Reader::refused);
  }
}
