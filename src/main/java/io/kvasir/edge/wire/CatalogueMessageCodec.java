package io.kvasir.edge.wire;

import io.kvasir.core.bucket.BucketId;
import io.kvasir.core.bucket.BucketName;
import io.kvasir.core.bucket.BucketSpec;
import io.kvasir.core.node.NodeId;
import io.kvasir.core.topology.CatalogueEntry;
import io.kvasir.core.topology.CatalogueMessage;
import io.kvasir.edge.wire.proto.PeerProto;
import java.util.List;

/** The messages of the bucket catalogue. */
final class CatalogueMessageCodec {
  private CatalogueMessageCodec() {}

  static PeerProto.Message encode(CatalogueMessage message) {
    PeerProto.Message.Builder target = PeerProto.Message.newBuilder();
    switch (message) {
      case CatalogueMessage.Offer(long token, var entries) -> {
        PeerProto.Offer.Builder offer = target.getOfferBuilder().setToken(token);
        entries.forEach(entry -> offer.addEntries(encode(entry)));
      }
      case CatalogueMessage.Accepted(long token, var standing) -> {
        PeerProto.Accepted.Builder accepted = target.getAcceptedBuilder().setToken(token);
        standing.forEach(entry -> accepted.addStanding(encode(entry)));
      }
      case CatalogueMessage.Digest(long hash) -> target.getDigestBuilder().setHash(hash);
    }
    return target.build();
  }

  static CatalogueMessage decode(PeerProto.Message source) {
    return switch (source.getBodyCase()) {
      case OFFER ->
          new CatalogueMessage.Offer(
              source.getOffer().getToken(), decode(source.getOffer().getEntriesList()));
      case ACCEPTED ->
          new CatalogueMessage.Accepted(
              source.getAccepted().getToken(), decode(source.getAccepted().getStandingList()));
      case DIGEST -> new CatalogueMessage.Digest(source.getDigest().getHash());
      case REPLICATE,
          REPLICATED,
          NOT_REPLICATED,
          FETCH,
          FETCHED,
          NOT_FETCHED,
          FORWARD_WRITE,
          WRITE_ANSWERED,
          OF_REPLICA,
          SUBMIT,
          SUBMITTED,
          READ_ROWS,
          ROWS_READ,
          BUNDLE,
          BODY_NOT_SET ->
          throw new IllegalArgumentException("not of the bucket catalogue");
    };
  }

  private static PeerProto.CatalogueEntry encode(CatalogueEntry entry) {
    PeerProto.CatalogueEntry.Builder target =
        PeerProto.CatalogueEntry.newBuilder()
            .setBucket(entry.id().name().value())
            .setGeneration(entry.id().generation())
            .setType(ValueCodec.encode(entry.spec().type()))
            .setReplicas(entry.spec().replicas())
            .setStamp(ValueCodec.encode(entry.stamp()))
            .setCreator(entry.creator().value())
            .setDropped(entry.dropped());
    ConsistencyCodec.encode(entry.spec().consistency(), target);
    return target.build();
  }

  private static List<CatalogueEntry> decode(List<PeerProto.CatalogueEntry> entries) {
    return entries.stream().map(CatalogueMessageCodec::decode).toList();
  }

  private static CatalogueEntry decode(PeerProto.CatalogueEntry source) {
    return new CatalogueEntry(
        new BucketId(new BucketName(source.getBucket()), source.getGeneration()),
        new BucketSpec(
            ValueCodec.decode(source.getType()),
            ConsistencyCodec.decode(source),
            source.getReplicas()),
        ValueCodec.decode(source.getStamp()),
        new NodeId(source.getCreator()),
        source.getDropped());
  }
}
