package io.kvasir.edge.wire;

import io.kvasir.contract.TopologySamples;
import io.kvasir.core.node.NodeId;
import io.kvasir.core.topology.FoundingMessage;
import io.kvasir.core.topology.Member;
import io.kvasir.core.topology.Ordinance;
import io.kvasir.core.topology.Topology;
import io.kvasir.core.topology.TopologyCommand;
import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;

/** Any topology that commands lead to, and what is said about it. */
final class Topologies {
  private Topologies() {}

  static Arbitrary<Topology> any() {
    List<TopologyCommand> commands = new ArrayList<>(TopologySamples.commands().values());
    return Combinators.combine(
            Arbitraries.of(commands).list().ofMaxSize(8), members().list().ofMaxSize(4))
        .as(Topologies::after);
  }

  private static Topology after(List<TopologyCommand> commands, List<Member> members) {
    Topology topology = TopologySamples.founding();
    for (TopologyCommand command : commands) {
      topology = Ordinance.apply(topology, command).topology();
    }
    for (Member member : members) {
      topology =
          Ordinance.apply(topology, TopologyCommand.AddMember.to(topology, member)).topology();
    }
    return topology;
  }

  static Arbitrary<Member> members() {
    Arbitrary<String> texts = Arbitraries.strings().ofMaxLength(20).filter(text -> isText(text));
    return Combinators.combine(
            Arbitraries.strings().alpha().ofMinLength(1).ofMaxLength(5).map(NodeId::new),
            Arbitraries.longs(),
            texts.filter(text -> !text.isBlank()),
            texts,
            texts)
        .as(Member::new);
  }

  /** Half a surrogate pair is none: it has no form in UTF-8. */
  private static boolean isText(String text) {
    return text.chars().noneMatch(unit -> Character.isSurrogate((char) unit));
  }

  static Arbitrary<FoundingMessage> foundingMessages() {
    Arbitrary<Long> longs = Arbitraries.longs();
    return Arbitraries.oneOf(
        Combinators.combine(longs, members(), longs, longs).as(FoundingMessage.Hello::new),
        Combinators.combine(
                longs,
                members(),
                longs,
                longs,
                Arbitraries.of(true, false),
                Arbitraries.integers().greaterOrEqual(0))
            .as(FoundingMessage.HelloAnswered::new),
        Combinators.combine(any(), longs).as(FoundingMessage.Propose::new),
        Combinators.combine(longs, members()).as(FoundingMessage.Join::new),
        any().map(FoundingMessage.Admitted::new),
        Combinators.combine(longs, longs).as(FoundingMessage.Renew::new),
        Combinators.combine(longs, longs, longs, Arbitraries.of(true, false))
            .as(FoundingMessage.Renewed::new));
  }
}
