package io.kvasir.core.membership;

import io.kvasir.core.node.Endpoint;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/** The pings that this node sends for others. */
final class Relays {
  private static final int MAX = 256;

  /**
   * @param number by which the asker knows it
   * @param nackAtMillis when the asker is told that there is no answer yet
   */
  private record Relay(long number, Endpoint asker, long nackAtMillis, long endMillis) {
    Relay nacked() {
      return new Relay(number, asker, Long.MAX_VALUE, endMillis);
    }
  }

  private final SwimConfig config;
  private final SortedMap<Long, Relay> relays = new TreeMap<>();

  Relays(SwimConfig config) {
    this.config = config;
  }

  /** False when too many are under way. */
  boolean begin(long own, long number, Endpoint asker, long nowMillis) {
    if (relays.size() >= MAX) {
      return false;
    }
    relays.put(
        own,
        new Relay(number, asker, nowMillis + config.ackMillis(), nowMillis + config.probeMillis()));
    return true;
  }

  /** What the target says of itself goes along. */
  void acked(long own, Claim target, Post post, List<Effect> effects) {
    Optional.ofNullable(relays.remove(own))
        .ifPresent(
            relay ->
                post.send(
                    relay.asker(),
                    new SwimMessage.Ack(relay.number()),
                    Optional.of(target),
                    effects));
  }

  void tick(long nowMillis, Post post, List<Effect> effects) {
    relays.values().removeIf(relay -> nowMillis >= relay.endMillis());
    for (var entry : new ArrayList<>(relays.entrySet())) {
      Relay relay = entry.getValue();
      if (nowMillis >= relay.nackAtMillis()) {
        relays.put(entry.getKey(), relay.nacked());
        post.send(relay.asker(), new SwimMessage.Nack(relay.number()), Optional.empty(), effects);
      }
    }
  }
}
