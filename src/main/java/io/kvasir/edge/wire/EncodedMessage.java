package io.kvasir.edge.wire;

import com.google.protobuf.ByteString;

/** One message in its binary form, ready to go into an envelope, or just taken out of one. */
public final class EncodedMessage {
  private final ByteString bytes;

  EncodedMessage(ByteString bytes) {
    this.bytes = bytes;
  }

  public static EncodedMessage copyOf(byte[] bytes) {
    return new EncodedMessage(ByteString.copyFrom(bytes));
  }

  /** Its length in bytes. */
  public int size() {
    return bytes.size();
  }

  public byte[] toArray() {
    return bytes.toByteArray();
  }

  ByteString bytes() {
    return bytes;
  }
}
