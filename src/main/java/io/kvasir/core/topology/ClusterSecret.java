package io.kvasir.core.topology;

import io.kvasir.core.bytes.Bytes;
import java.nio.ByteBuffer;
import java.util.random.RandomGenerator;

/**
 * What only the nodes of a cluster know: {@value #BYTES} random bytes, drawn when it was founded.
 * Its nodes tell by it what one of them signed. Never written to a log or an answer.
 */
public record ClusterSecret(Bytes bytes) {
  public static final int BYTES = 32;

  public ClusterSecret {
    if (bytes.length() != BYTES) {
      throw new IllegalArgumentException("a secret of " + bytes.length() + " bytes");
    }
  }

  /**
   * @param random cannot be guessed
   */
  static ClusterSecret draw(RandomGenerator random) {
    ByteBuffer drawn = ByteBuffer.allocate(BYTES);
    while (drawn.hasRemaining()) {
      drawn.putLong(random.nextLong());
    }
    return new ClusterSecret(Bytes.copyOf(drawn.flip()));
  }

  @Override
  public String toString() {
    return "ClusterSecret[…]";
  }
}
