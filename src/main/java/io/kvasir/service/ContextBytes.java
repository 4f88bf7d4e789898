package io.kvasir.service;

import io.kvasir.core.causality.CausalContext;
import io.kvasir.core.causality.Dot;
import io.kvasir.core.causality.DotSet;
import io.kvasir.core.causality.VersionVector;
import io.kvasir.core.crdt.Seen;
import io.kvasir.core.node.Actor;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;

/**
 * A context as bytes: how many actors the vector has, each with its counter, then the dots beyond
 * it. All in 8 bytes, but the number of actors in 4. Read only when its signature is right.
 */
final class ContextBytes {
  private static final int PAIR_BYTES = 16;

  private ContextBytes() {}

  static byte[] of(Seen.OfKey seen) {
    var counters = seen.context().vector().counters();
    List<Dot> cloud = seen.context().cloud().dots();
    ByteBuffer target =
        ByteBuffer.allocate(Integer.BYTES + PAIR_BYTES * (counters.size() + cloud.size()));
    target.putInt(counters.size());
    counters.forEach((actor, counter) -> target.putLong(actor.id()).putLong(counter));
    cloud.forEach(dot -> target.putLong(dot.actor().id()).putLong(dot.counter()));
    return target.array();
  }

  static Seen.OfKey read(byte[] bytes) {
    ByteBuffer source = ByteBuffer.wrap(bytes);
    TreeMap<Actor, Long> counters = new TreeMap<>();
    for (int left = source.getInt(); left > 0; left--) {
      counters.put(new Actor(source.getLong()), source.getLong());
    }
    List<Dot> cloud = new ArrayList<>();
    while (source.hasRemaining()) {
      cloud.add(new Dot(new Actor(source.getLong()), source.getLong()));
    }
    return new Seen.OfKey(new CausalContext(new VersionVector(counters), DotSet.of(cloud)));
  }
}
