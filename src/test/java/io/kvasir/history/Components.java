package io.kvasir.history;

import java.util.ArrayList;
import java.util.List;
import java.util.SequencedMap;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * A history in independent parts: keys that transactions tie together, directly or by way of
 * others, are in one. By locality (Herlihy and Wing 1990, theorem 1) a history is linearizable
 * exactly when each part is, if a part is taken for one object.
 */
final class Components {
  private final SortedMap<String, String> parent = new TreeMap<>();

  private Components() {}

  /** One part with its keys. */
  record Component(SortedSet<String> keys, List<Operation> operations) {}

  static List<Component> of(History history) {
    Components components = new Components();
    history.operations().forEach(operation -> components.tie(operation.transaction().keys()));
    SequencedMap<String, Component> parts = new TreeMap<>();
    for (String key : components.parent.keySet()) {
      parts.computeIfAbsent(components.root(key), root -> empty()).keys().add(key);
    }
    for (Operation operation : history.operations()) {
      String key = operation.transaction().keys().first();
      parts.get(components.root(key)).operations().add(operation);
    }
    return List.copyOf(parts.values());
  }

  private static Component empty() {
    return new Component(new TreeSet<>(), new ArrayList<>());
  }

  private void tie(SortedSet<String> keys) {
    keys.forEach(key -> parent.putIfAbsent(key, key));
    String first = root(keys.first());
    keys.forEach(key -> parent.put(root(key), first));
  }

  private String root(String key) {
    String at = key;
    while (!parent.get(at).equals(at)) {
      at = parent.get(at);
    }
    return at;
  }
}
