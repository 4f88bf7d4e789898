package io.kvasir.edge.wire;

import io.kvasir.core.crdt.PnCounter;
import io.kvasir.core.crdt.PnCounter.Tally;
import io.kvasir.core.node.Actor;
import io.kvasir.edge.wire.proto.PeerProto;
import java.util.List;
import java.util.TreeMap;

/** Counters: a table of actors, and as many rows of four numbers. */
final class CounterCodec {
  private static final int COLUMNS = 4;

  private CounterCodec() {}

  static PeerProto.Counter encode(PnCounter counter) {
    PeerProto.Counter.Builder target =
        PeerProto.Counter.newBuilder()
            .addAllActors(ActorTable.of(counter.tallies().keySet()).ids());
    for (Tally tally : counter.tallies().values()) {
      target
          .addTallies(tally.increments())
          .addTallies(tally.decrements())
          .addTallies(tally.deletedIncrements())
          .addTallies(tally.deletedDecrements());
    }
    return target.build();
  }

  static PnCounter decode(PeerProto.Counter source) {
    List<Actor> actors = ActorTable.decode(source.getActorsList()).actors();
    if (source.getTalliesCount() != COLUMNS * actors.size()) {
      throw new IllegalArgumentException("a counter's actors and tallies do not match");
    }
    TreeMap<Actor, Tally> tallies = new TreeMap<>();
    for (int i = 0; i < actors.size(); i++) {
      tallies.put(actors.get(i), tally(source, COLUMNS * i));
    }
    return new PnCounter(tallies);
  }

  private static Tally tally(PeerProto.Counter source, int from) {
    return new Tally(
        source.getTallies(from),
        source.getTallies(from + 1),
        source.getTallies(from + 2),
        source.getTallies(from + 3));
  }
}
