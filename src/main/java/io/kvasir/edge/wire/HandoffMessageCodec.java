package io.kvasir.edge.wire;

import com.google.protobuf.ByteString;
import com.google.protobuf.CodedInputStream;
import com.google.protobuf.ExtensionRegistryLite;
import com.google.protobuf.InvalidProtocolBufferException;
import io.kvasir.core.bucket.Element;
import io.kvasir.core.crdt.Slice;
import io.kvasir.core.handoff.Excerpt;
import io.kvasir.core.handoff.HandoffMessage;
import io.kvasir.core.handoff.Piece;
import io.kvasir.core.handoff.Place;
import io.kvasir.core.handoff.TransferId;
import io.kvasir.core.ring.PartitionId;
import io.kvasir.edge.wire.proto.PeerProto;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.zip.CRC32C;

/** Messages of handoff. The content of pages is checked from memory to memory, by a CRC-32C. */
final class HandoffMessageCodec {
  private HandoffMessageCodec() {}

  static PeerProto.Message encode(HandoffMessage message) {
    PeerProto.Handoff.Builder target = PeerProto.Handoff.newBuilder().setToken(message.token());
    switch (message) {
      case HandoffMessage.Pull pull -> target.setPull(encode(pull));
      case HandoffMessage.Compare compare -> target.setCompare(encode(compare));
      case HandoffMessage.Page(long token, Excerpt excerpt) -> target.setPage(encode(excerpt));
      case HandoffMessage.Compared(long token, Optional<Slice> slice) -> {
        PeerProto.Compared.Builder compared = PeerProto.Compared.newBuilder();
        slice.ifPresent(known -> compared.setSlice(StateCodec.encode(known)));
        target.setCompared(compared);
      }
      case HandoffMessage.NotServed(long token, HandoffMessage.Reason reason) ->
          target.getNotServedBuilder().setReason(encode(reason));
    }
    return PeerProto.Message.newBuilder().setHandoff(target).build();
  }

  static HandoffMessage decode(PeerProto.Handoff source) throws InvalidProtocolBufferException {
    long token = source.getToken();
    return switch (source.getBodyCase()) {
      case PULL -> decode(token, source.getPull());
      case COMPARE -> decode(token, source.getCompare());
      case PAGE -> new HandoffMessage.Page(token, decode(source.getPage()));
      case COMPARED ->
          new HandoffMessage.Compared(
              token,
              source.getCompared().hasSlice()
                  ? Optional.of(StateCodec.decode(source.getCompared().getSlice()))
                  : Optional.empty());
      case NOT_SERVED ->
          new HandoffMessage.NotServed(token, decode(source.getNotServed().getReason()));
      case BODY_NOT_SET -> throw new IllegalArgumentException("unknown kind of handoff message");
    };
  }

  private static PeerProto.Pull encode(HandoffMessage.Pull pull) {
    PeerProto.Pull.Builder target =
        PeerProto.Pull.newBuilder()
            .setTransfer(encode(pull.transfer()))
            .setLimitBytes(pull.limitBytes());
    pull.after()
        .ifPresent(
            place -> {
              target.setEntry(ValueCodec.encode(place.entry()));
              place.element().ifPresent(element -> target.setElement(element.value()));
            });
    return target.build();
  }

  private static HandoffMessage decode(long token, PeerProto.Pull source) {
    Optional<Element> element =
        source.hasElement() ? Optional.of(new Element(source.getElement())) : Optional.empty();
    Optional<Place> after =
        source.hasEntry()
            ? Optional.of(new Place(ValueCodec.decode(source.getEntry()), element))
            : Optional.empty();
    return new HandoffMessage.Pull(
        token, decode(source.getTransfer()), after, source.getLimitBytes());
  }

  private static PeerProto.Compare encode(HandoffMessage.Compare compare) {
    PeerProto.Compare.Builder target =
        PeerProto.Compare.newBuilder()
            .setTransfer(encode(compare.transfer()))
            .setEntry(ValueCodec.encode(compare.entry()));
    compare.elements().forEach(element -> target.addElements(element.value()));
    return target.build();
  }

  private static HandoffMessage decode(long token, PeerProto.Compare source) {
    TreeSet<Element> elements = new TreeSet<>();
    source.getElementsList().forEach(element -> elements.add(new Element(element)));
    return new HandoffMessage.Compare(
        token, decode(source.getTransfer()), ValueCodec.decode(source.getEntry()), elements);
  }

  private static PeerProto.TransferId encode(TransferId transfer) {
    return PeerProto.TransferId.newBuilder()
        .setEpoch(transfer.epoch())
        .setPartition(transfer.partition().number())
        .setReplicas(transfer.replicas())
        .build();
  }

  private static TransferId decode(PeerProto.TransferId source) {
    return new TransferId(
        source.getEpoch(), new PartitionId(source.getPartition()), source.getReplicas());
  }

  private static PeerProto.Page encode(Excerpt excerpt) {
    PeerProto.Pieces.Builder pieces = PeerProto.Pieces.newBuilder();
    excerpt.pieces().forEach(piece -> pieces.addPieces(encode(piece)));
    ByteString content = pieces.build().toByteString();
    return PeerProto.Page.newBuilder()
        .setContent(content)
        .setCrc32C(checksum(content))
        .setBytes(excerpt.bytes())
        .setBytesLeft(excerpt.bytesLeft())
        .setLast(excerpt.last())
        .build();
  }

  private static Excerpt decode(PeerProto.Page source) throws InvalidProtocolBufferException {
    if (checksum(source.getContent()) != source.getCrc32C()) {
      throw new IllegalArgumentException("a page with a wrong checksum");
    }
    CodedInputStream input = source.getContent().newCodedInput();
    input.enableAliasing(true);
    PeerProto.Pieces pieces =
        PeerProto.Pieces.parser().parseFrom(input, ExtensionRegistryLite.getEmptyRegistry());
    List<Piece> decoded = pieces.getPiecesList().stream().map(HandoffMessageCodec::decode).toList();
    return new Excerpt(decoded, source.getBytes(), source.getBytesLeft(), source.getLast());
  }

  private static PeerProto.Piece encode(Piece piece) {
    PeerProto.Piece.Builder target =
        PeerProto.Piece.newBuilder()
            .setEntry(ValueCodec.encode(piece.entry()))
            .setSlice(StateCodec.encode(piece.slice()));
    piece.last().ifPresent(element -> target.setLast(element.value()));
    return target.build();
  }

  private static Piece decode(PeerProto.Piece source) {
    Optional<Element> last =
        source.hasLast() ? Optional.of(new Element(source.getLast())) : Optional.empty();
    return new Piece(
        ValueCodec.decode(source.getEntry()), StateCodec.decode(source.getSlice()), last);
  }

  private static int checksum(ByteString content) {
    CRC32C checksum = new CRC32C();
    for (ByteBuffer buffer : content.asReadOnlyByteBufferList()) {
      checksum.update(buffer);
    }
    return (int) checksum.getValue();
  }

  private static PeerProto.HandoffReason encode(HandoffMessage.Reason reason) {
    return switch (reason) {
      case TOO_EARLY -> PeerProto.HandoffReason.HANDOFF_REASON_TOO_EARLY;
      case MOVED_ON -> PeerProto.HandoffReason.HANDOFF_REASON_MOVED_ON;
      case BUSY -> PeerProto.HandoffReason.HANDOFF_REASON_BUSY;
      case FAILED -> PeerProto.HandoffReason.HANDOFF_REASON_FAILED;
    };
  }

  private static HandoffMessage.Reason decode(PeerProto.HandoffReason source) {
    return switch (source) {
      case HANDOFF_REASON_TOO_EARLY -> HandoffMessage.Reason.TOO_EARLY;
      case HANDOFF_REASON_MOVED_ON -> HandoffMessage.Reason.MOVED_ON;
      case HANDOFF_REASON_BUSY -> HandoffMessage.Reason.BUSY;
      case HANDOFF_REASON_FAILED -> HandoffMessage.Reason.FAILED;
      case HANDOFF_REASON_UNSPECIFIED, UNRECOGNIZED ->
          throw new IllegalArgumentException("unknown reason");
    };
  }
}
