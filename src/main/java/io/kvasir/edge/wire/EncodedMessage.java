package io.kvasir.edge.wire;

import com.google.protobuf.ByteString;
import io.kvasir.core.bytes.Bytes;
import java.util.List;

/** One message in its binary form, ready to go into an envelope, or just taken out of one. */
public final class EncodedMessage {
  private final ByteString bytes;
  private final List<Bytes> marks;

  EncodedMessage(ByteString bytes) {
    this(bytes, List.of());
  }

  private EncodedMessage(ByteString bytes, List<Bytes> marks) {
    this.bytes = bytes;
    this.marks = marks;
  }

  public static EncodedMessage copyOf(byte[] bytes) {
    return new EncodedMessage(ByteString.copyFrom(bytes));
  }

  /** The same message; what goes along with it is for those who trace requests. */
  public EncodedMessage marked(List<Bytes> with) {
    return with.isEmpty() ? this : new EncodedMessage(bytes, List.copyOf(with));
  }

  /** Its length in bytes, without marks. */
  public int size() {
    return bytes.size();
  }

  public byte[] toArray() {
    return bytes.toByteArray();
  }

  /** What goes along with it. */
  public List<Bytes> marks() {
    return marks;
  }

  ByteString bytes() {
    return bytes;
  }
}
