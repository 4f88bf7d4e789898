package io.kvasir.cluster;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Ports for nodes that are told theirs before they start. They lie below those that systems hand
 * out by themselves, so that nobody who asks for any port gets one before its node listens.
 */
final class FreePorts {
  private static final int LOWEST = 10_000;
  private static final int END = 32_000;

  private FreePorts() {}

  /** Ports on which nobody listens, all different. */
  static List<Integer> choose(int count) {
    Set<Integer> chosen = new LinkedHashSet<>();
    for (int tries = 0; chosen.size() < count; tries++) {
      int port = ThreadLocalRandom.current().nextInt(LOWEST, END);
      if (isFree(port)) {
        chosen.add(port);
      } else if (tries > END) {
        throw new IllegalStateException("no port is free");
      }
    }
    return List.copyOf(chosen);
  }

  private static boolean isFree(int port) {
    try (ServerSocket _ = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
      return true;
    } catch (IOException taken) {
      return false;
    }
  }
}
