package io.kvasir.edge.wire;

import io.kvasir.core.topology.FoundingMessage;
import io.kvasir.core.topology.Member;
import io.kvasir.core.topology.Topology;
import io.kvasir.edge.wire.proto.PeerProto;
import io.kvasir.edge.wire.proto.TopologyProto;

/** What nodes say before they are in one cluster. */
final class FoundingMessageCodec {
  private FoundingMessageCodec() {}

  static PeerProto.Message encode(FoundingMessage message) {
    PeerProto.Message.Builder target = PeerProto.Message.newBuilder();
    TopologyProto.Founding.Builder founding = target.getFoundingBuilder();
    switch (message) {
      case FoundingMessage.Hello(long token, Member asker, long fingerprint, long clusterId) ->
          founding
              .getHelloBuilder()
              .setToken(token)
              .setAsker(TopologyCodec.encode(asker))
              .setFingerprint(fingerprint)
              .setClusterId(clusterId);
      case FoundingMessage.HelloAnswered answer ->
          founding
              .getHelloAnsweredBuilder()
              .setToken(answer.token())
              .setSelf(TopologyCodec.encode(answer.self()))
              .setFingerprint(answer.fingerprint())
              .setClusterId(answer.clusterId())
              .setSettled(answer.settled())
              .setPartitions(answer.partitions());
      case FoundingMessage.Propose(Topology initial, long fingerprint) ->
          founding
              .getProposeBuilder()
              .setInitial(TopologyCodec.encode(initial))
              .setFingerprint(fingerprint);
      case FoundingMessage.Join(long clusterId, Member asker) ->
          founding.getJoinBuilder().setClusterId(clusterId).setAsker(TopologyCodec.encode(asker));
      case FoundingMessage.Admitted(Topology topology) ->
          founding.setAdmitted(TopologyCodec.encode(topology));
      case FoundingMessage.Renew(long clusterId, long life) ->
          founding.getRenewBuilder().setClusterId(clusterId).setLife(life);
      case FoundingMessage.Renewed renewed ->
          founding
              .getRenewedBuilder()
              .setClusterId(renewed.clusterId())
              .setVersion(renewed.version())
              .setLife(renewed.life())
              .setIsMember(renewed.isMember());
    }
    return target.build();
  }

  static FoundingMessage decode(TopologyProto.Founding source) {
    return switch (source.getBodyCase()) {
      case HELLO ->
          new FoundingMessage.Hello(
              source.getHello().getToken(),
              TopologyCodec.decode(source.getHello().getAsker()),
              source.getHello().getFingerprint(),
              source.getHello().getClusterId());
      case HELLO_ANSWERED -> answered(source.getHelloAnswered());
      case PROPOSE ->
          new FoundingMessage.Propose(
              TopologyCodec.decode(source.getPropose().getInitial()),
              source.getPropose().getFingerprint());
      case JOIN ->
          new FoundingMessage.Join(
              source.getJoin().getClusterId(), TopologyCodec.decode(source.getJoin().getAsker()));
      case ADMITTED -> new FoundingMessage.Admitted(TopologyCodec.decode(source.getAdmitted()));
      case RENEW ->
          new FoundingMessage.Renew(source.getRenew().getClusterId(), source.getRenew().getLife());
      case RENEWED ->
          new FoundingMessage.Renewed(
              source.getRenewed().getClusterId(),
              source.getRenewed().getVersion(),
              source.getRenewed().getLife(),
              source.getRenewed().getIsMember());
      case BODY_NOT_SET -> throw new IllegalArgumentException("of an unknown kind");
    };
  }

  private static FoundingMessage answered(TopologyProto.HelloAnswered source) {
    return new FoundingMessage.HelloAnswered(
        source.getToken(),
        TopologyCodec.decode(source.getSelf()),
        source.getFingerprint(),
        source.getClusterId(),
        source.getSettled(),
        source.getPartitions());
  }
}
