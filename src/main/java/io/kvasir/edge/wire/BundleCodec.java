package io.kvasir.edge.wire;

import static io.kvasir.edge.wire.ValueCodec.atLeast;

import io.kvasir.core.consensus.RaftMessage;
import io.kvasir.core.node.GroupId;
import io.kvasir.core.node.NodeId;
import io.kvasir.core.node.ReplicaId;
import io.kvasir.edge.wire.proto.PeerProto;
import io.kvasir.engine.port.GroupMessage;
import java.util.List;
import java.util.stream.IntStream;

/** Heartbeats in columns: hundreds of idle groups send them several times a second. */
final class BundleCodec {
  private BundleCodec() {}

  static PeerProto.Bundle encode(GroupMessage.Bundle bundle, NodeId from, NodeId to) {
    PeerProto.Bundle.Builder target = PeerProto.Bundle.newBuilder();
    for (GroupMessage.OfReplica each : bundle.messages()) {
      GroupMessageCodec.requireEnds(each, from, to);
      target
          .addGroups(each.group().number())
          .addFromLives(each.from().life())
          .addToLives(each.to().life())
          .addTerms(each.message().term());
      if (each.message() instanceof RaftMessage.Heartbeat(long term, long commit, long round)) {
        target.addRounds(round).addAnswers(false).addCommits(commit);
      } else if (each.message() instanceof RaftMessage.HeartbeatAnswered(long term, long round)) {
        target.addRounds(round).addAnswers(true).addCommits(0);
      }
    }
    return target.build();
  }

  static GroupMessage.Bundle decode(PeerProto.Bundle source, NodeId from, NodeId to) {
    int count = source.getGroupsCount();
    if (source.getFromLivesCount() != count
        || source.getToLivesCount() != count
        || source.getTermsCount() != count
        || source.getRoundsCount() != count
        || source.getAnswersCount() != count
        || source.getCommitsCount() != count) {
      throw new IllegalArgumentException("columns of different lengths");
    }
    List<GroupMessage.OfReplica> messages =
        IntStream.range(0, count)
            .mapToObj(
                i ->
                    new GroupMessage.OfReplica(
                        new GroupId(source.getGroups(i)),
                        new ReplicaId(from, source.getFromLives(i)),
                        new ReplicaId(to, source.getToLives(i)),
                        message(source, i)))
            .toList();
    return new GroupMessage.Bundle(messages);
  }

  private static RaftMessage message(PeerProto.Bundle source, int i) {
    long term = atLeast(0, source.getTerms(i));
    long round = atLeast(0, source.getRounds(i));
    long commit = atLeast(0, source.getCommits(i));
    return source.getAnswers(i)
        ? new RaftMessage.HeartbeatAnswered(term, round)
        : new RaftMessage.Heartbeat(term, commit, round);
  }
}
