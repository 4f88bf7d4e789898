package io.kvasir.edge.wire;

import io.kvasir.core.bucket.Element;
import io.kvasir.core.causality.CausalContext;
import io.kvasir.core.causality.Dot;
import io.kvasir.core.causality.DotSet;
import io.kvasir.core.crdt.Ascending;
import io.kvasir.core.crdt.Expiry;
import io.kvasir.core.crdt.OrSwot;
import io.kvasir.edge.wire.proto.PeerProto;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

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
                    .addAllDots(actors.encode(dots))
                    .addAllEnds(ends(set, dots)));
    return target.build();
  }

  /** One for each dot; none when none of them ends. */
  private static List<Long> ends(OrSwot set, DotSet dots) {
    return dots.dots().stream().anyMatch(dot -> set.ends().containsKey(dot))
        ? dots.dots().stream()
            .map(dot -> set.ends().getOrDefault(dot, Expiry.NEVER))
            .map(ValueCodec::encodeEnd)
            .toList()
        : List.of();
  }

  private static SortedMap<Dot, Long> ends(PeerProto.Member member, DotSet dots) {
    TreeMap<Dot, Long> ends = new TreeMap<>();
    if (member.getEndsCount() == 0) {
      return ends;
    }
    if (member.getEndsCount() != dots.dots().size()) {
      throw new IllegalArgumentException("a member's dots and ends do not match");
    }
    for (int i = 0; i < dots.dots().size(); i++) {
      long end = ValueCodec.decodeEnd(member.getEnds(i));
      if (end != Expiry.NEVER) {
        ends.put(dots.dots().get(i), end);
      }
    }
    return ends;
  }

  private static ActorTable actorsOf(OrSwot set) {
    List<DotSet> alive = new ArrayList<>(set.entries().values());
    alive.add(set.presence());
    return ActorTable.of(set.context(), alive);
  }

  static OrSwot decode(PeerProto.Set source) {
    ActorTable actors = ActorTable.decode(source.getActorsList());
    Ascending<Element, DotSet> members = new Ascending<>();
    TreeMap<Dot, Long> ends = new TreeMap<>();
    for (PeerProto.Member member : source.getMembersList()) {
      DotSet dots = actors.decodeDots(member.getDotsList());
      members.add(new Element(member.getElement()), dots);
      ends.putAll(ends(member, dots));
    }
    SortedMap<Element, DotSet> entries = members.toMap();
    if (entries.size() != source.getMembersCount()) {
      throw new IllegalArgumentException("a member twice in a set");
    }
    CausalContext context =
        new CausalContext(
            actors.decodeVector(source.getVectorList()), actors.decodeDots(source.getCloudList()));
    DotSet presence = actors.decodeDots(source.getPresenceList());
    return new OrSwot(presence, entries, context, ends, Expiry.NONE);
  }
}
