package io.kvasir.edge.tcp;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnsafeByteOperations;
import io.kvasir.core.bucket.BucketSpec;
import io.kvasir.core.bucket.Key;
import io.kvasir.core.bucket.Value;
import io.kvasir.core.bytes.Bytes;
import io.kvasir.edge.tcp.proto.ClientProto;
import io.kvasir.service.problem.Diagnoses;

/** Values, keys and times to live. */
final class Values {
  private Values() {}

  static Value read(ClientProto.Value source) {
    Known.require(source, "value");
    return read(source.getValue(), source.getContentType());
  }

  /**
   * A value that was sent.
   *
   * @param contentType empty: text, when the bytes are
   */
  static Value read(ByteString payload, String contentType) {
    boolean text = payload.isValidUtf8();
    String mediaType = contentType.isEmpty() ? text ? Value.TEXT : Value.BYTES : contentType;
    if (!Value.isMediaType(mediaType)) {
      throw new Rejected(Diagnoses.invalid("content_type", "must be a media type"));
    }
    Value value = new Value(mediaType, bytes(payload));
    if (value.isText() && !text) {
      throw new Rejected(Diagnoses.invalid("value", "must be UTF-8, as its content_type says"));
    }
    return value;
  }

  static ClientProto.Value write(Value value) {
    return ClientProto.Value.newBuilder()
        .setValue(view(value.payload()))
        .setContentType(value.mediaType())
        .build();
  }

  /** A copy, which does not hold on to the frame that the bytes were read from. */
  static Bytes bytes(ByteString source) {
    return Bytes.copyOf(source.asReadOnlyByteBuffer());
  }

  /** The same bytes, not copied: they do not change. */
  static ByteString view(Bytes bytes) {
    return UnsafeByteOperations.unsafeWrap(bytes.asReadOnlyBuffer());
  }

  static Key key(String text) {
    if (text.isEmpty()) {
      throw new Rejected(Diagnoses.invalid("key", "must have at least one character"));
    }
    return new Key(text);
  }

  static long ttlSeconds(long seconds) {
    if (seconds < 1 || seconds > BucketSpec.MAX_TTL_SECONDS) {
      throw new Rejected(
          Diagnoses.invalid(
              "ttl_seconds", "must be 1 to " + BucketSpec.MAX_TTL_SECONDS + " seconds"));
    }
    return seconds;
  }

  /** By how much to count. */
  static long amount(long amount) {
    if (amount == 0) {
      throw new Rejected(Diagnoses.invalid("increment", "must not be 0"));
    }
    return amount;
  }

  /** A count or revision that is compared. */
  static long count(String field, long number) {
    if (number < 0) {
      throw new Rejected(Diagnoses.invalid(field, "must be below 2^63"));
    }
    return number;
  }
}
