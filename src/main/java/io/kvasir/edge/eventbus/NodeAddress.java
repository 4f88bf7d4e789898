package io.kvasir.edge.eventbus;

import org.jspecify.annotations.Nullable;

/**
 * Event bus addresses of the cluster: {@code kvasir/<nodeId>/<channel>}.
 *
 * <p>The id of the node is part of the address, so a message that reaches the wrong process (a
 * stale table, a reused port) finds no handler there instead of the wrong one.
 */
public final class NodeAddress {
  private static final String PREFIX = "kvasir/";

  private NodeAddress() {}

  /** The address of a node's channel. */
  public static String of(String nodeId, String channel) {
    return PREFIX + nodeId + '/' + channel;
  }

  /** The node an address lives on, or null when the address is local to every process. */
  static @Nullable String nodeOf(String address) {
    if (!address.startsWith(PREFIX)) {
      return null;
    }
    int end = address.indexOf('/', PREFIX.length());
    return end < 0 ? null : address.substring(PREFIX.length(), end);
  }
}
