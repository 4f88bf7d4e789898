package io.kvasir.edge.wire;

import io.kvasir.core.bucket.Element;
import io.kvasir.core.causality.CausalContext;
import io.kvasir.core.causality.DotSet;
import io.kvasir.core.crdt.OrSwot;
import io.kvasir.core.node.Actor;
import io.kvasir.edge.wire.proto.PeerProto;
import java.util.Collection;
import java.util.TreeMap;
import java.util.TreeSet;

/** Sets. */
final class SetCodec {
  private SetCodec() {}

  static PeerProto.Set encode(OrSwot set) {
    ActorTable actors = actorsOf(set);
    PeerProto.Set.Builder target =
        PeerProto.Set.newBuilder()
            .addAllActors(actors.ids())
            .addAllPresence(actors.encode(set.presence()))
            .addAllVector(actors.encode(set.context().vector()))
            .addAllCloud(actors.encode(set.context().cloud()));
    set.entries()
        .forEach(
            (element, dots) ->
                target
                    .addMembersBuilder()
                    .setElement(element.value())
                    .addAllDots(actors.encode(dots)));
    return target.build();
  }

  private static ActorTable actorsOf(OrSwot set) {
    TreeSet<Actor> actors = new TreeSet<>(set.context().vector().counters().keySet());
    addActors(actors, set.context().cloud());
    addActors(actors, set.presence());
    set.entries().values().forEach(dots -> addActors(actors, dots));
    return ActorTable.of(actors);
  }

  private static void addActors(Collection<Actor> actors, DotSet dots) {
    dots.dots().forEach(dot -> actors.add(dot.actor()));
  }

  static OrSwot decode(PeerProto.Set source) {
    ActorTable actors = ActorTable.decode(source.getActorsList());
    TreeMap<Element, DotSet> entries = new TreeMap<>();
    for (PeerProto.Member member : source.getMembersList()) {
      DotSet dots = actors.decodeDots(member.getDotsList());
      if (entries.put(new Element(member.getElement()), dots) != null) {
        throw new IllegalArgumentException("a member twice in a set");
      }
    }
    CausalContext context =
        new CausalContext(
            actors.decodeVector(source.getVectorList()), actors.decodeDots(source.getCloudList()));
    return new OrSwot(actors.decodeDots(source.getPresenceList()), entries, context);
  }
}
