package io.kvasir.edge.wire;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnsafeByteOperations;
import io.kvasir.core.bucket.BucketId;
import io.kvasir.core.bucket.BucketName;
import io.kvasir.core.bucket.DataType;
import io.kvasir.core.bucket.EntryKey;
import io.kvasir.core.bucket.Key;
import io.kvasir.core.bucket.Value;
import io.kvasir.core.bytes.Bytes;
import io.kvasir.core.crdt.Expiry;
import io.kvasir.core.time.HybridTimestamp;
import io.kvasir.edge.wire.proto.PeerProto;

/**
 * The values that messages are made of. Decoding throws {@link IllegalArgumentException} where a
 * value is out of its range, as the core's constructors do.
 */
final class ValueCodec {
  private ValueCodec() {}

  static PeerProto.EntryKey encode(EntryKey entry) {
    return PeerProto.EntryKey.newBuilder()
        .setBucket(entry.bucket().name().value())
        .setGeneration(entry.bucket().generation())
        .setKey(entry.key().value())
        .build();
  }

  static EntryKey decode(PeerProto.EntryKey source) {
    return new EntryKey(
        new BucketId(new BucketName(source.getBucket()), source.getGeneration()),
        new Key(source.getKey()));
  }

  static PeerProto.Stamp encode(HybridTimestamp stamp) {
    return PeerProto.Stamp.newBuilder()
        .setMillis(stamp.millis())
        .setLogical(stamp.logical())
        .build();
  }

  static HybridTimestamp decode(PeerProto.Stamp source) {
    return new HybridTimestamp(source.getMillis(), source.getLogical());
  }

  /** 0 stands for what does not end. */
  static long encodeEnd(long endMillis) {
    return endMillis == Expiry.NEVER ? 0 : endMillis;
  }

  static long decodeEnd(long source) {
    return source == 0 ? Expiry.NEVER : source;
  }

  static PeerProto.Value encode(Value value) {
    PeerProto.Value.Builder target = PeerProto.Value.newBuilder().setPayload(view(value.payload()));
    if (!value.isText()) {
      target.setMediaType(value.mediaType());
    }
    return target.build();
  }

  static Value decode(PeerProto.Value source) {
    return new Value(
        source.hasMediaType() ? source.getMediaType() : Value.TEXT, copy(source.getPayload()));
  }

  /** The same bytes, not copied: they do not change. */
  static ByteString view(Bytes bytes) {
    return UnsafeByteOperations.unsafeWrap(bytes.asReadOnlyBuffer());
  }

  /** A copy, which does not hold on to the message that the bytes were read from. */
  static Bytes copy(ByteString bytes) {
    return Bytes.copyOf(bytes.asReadOnlyByteBuffer());
  }

  static PeerProto.DataType encode(DataType type) {
    return switch (type) {
      case LWW_REGISTER -> PeerProto.DataType.DATA_TYPE_LWW_REGISTER;
      case OR_SWOT -> PeerProto.DataType.DATA_TYPE_OR_SWOT;
      case PN_COUNTER -> PeerProto.DataType.DATA_TYPE_PN_COUNTER;
      case MV_REGISTER -> PeerProto.DataType.DATA_TYPE_MV_REGISTER;
      case EW_FLAG -> PeerProto.DataType.DATA_TYPE_EW_FLAG;
      case G_SET -> PeerProto.DataType.DATA_TYPE_G_SET;
      case OR_MAP -> PeerProto.DataType.DATA_TYPE_OR_MAP;
    };
  }

  static DataType decode(PeerProto.DataType source) {
    return switch (source) {
      case DATA_TYPE_LWW_REGISTER -> DataType.LWW_REGISTER;
      case DATA_TYPE_OR_SWOT -> DataType.OR_SWOT;
      case DATA_TYPE_PN_COUNTER -> DataType.PN_COUNTER;
      case DATA_TYPE_MV_REGISTER -> DataType.MV_REGISTER;
      case DATA_TYPE_EW_FLAG -> DataType.EW_FLAG;
      case DATA_TYPE_G_SET -> DataType.G_SET;
      case DATA_TYPE_OR_MAP -> DataType.OR_MAP;
      case DATA_TYPE_UNSPECIFIED, UNRECOGNIZED ->
          throw new IllegalArgumentException("unknown data type");
    };
  }

  static int atLeast(int least, int number) {
    return (int) atLeast((long) least, number);
  }

  static long atLeast(long least, long number) {
    if (number < least) {
      throw new IllegalArgumentException("a number below " + least);
    }
    return number;
  }
}
