package io.kvasir.contract;

import io.kvasir.core.bytes.Bytes;
import io.kvasir.core.topology.ClusterSecret;
import java.util.Arrays;

/** Secrets that are none. */
public final class Secrets {
  private Secrets() {}

  public static ClusterSecret of(int number) {
    byte[] bytes = new byte[ClusterSecret.BYTES];
    Arrays.fill(bytes, (byte) number);
    return new ClusterSecret(Bytes.copyOf(bytes));
  }
}
