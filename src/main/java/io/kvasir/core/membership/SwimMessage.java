package io.kvasir.core.membership;

import io.kvasir.core.node.Endpoint;
import io.kvasir.core.node.NodeId;

/** What a datagram is for, beside the claims that it carries. */
public sealed interface SwimMessage {
  /**
   * Are you there?
   *
   * @param number returned in the answer
   * @param to who is meant; anybody else who gets it does not answer
   */
  record Ping(long number, NodeId to) implements SwimMessage {}

  /** The one asked is there, as its own answer or as the answer to a {@link PingRequest}. */
  record Ack(long number) implements SwimMessage {}

  /** The one who was asked to ping another is there, and has no answer of the other yet. */
  record Nack(long number) implements SwimMessage {}

  /** Ping {@code target} for me. */
  record PingRequest(long number, NodeId target, Endpoint address) implements SwimMessage {}

  /**
   * The claims are a page of the sender's table.
   *
   * @param reply whether the receiver shall send pages of its own
   */
  record Sync(boolean reply) implements SwimMessage {}

  /** Nothing but the claims. */
  record Gossip() implements SwimMessage {}

  /** How many bytes it takes in a datagram at most. */
  default int datagramBytes() {
    return switch (this) {
      case Ping(long number, NodeId to) -> Long.BYTES + 1 + to.value().length();
      case Ack ack -> Long.BYTES;
      case Nack nack -> Long.BYTES;
      case PingRequest(long number, NodeId target, Endpoint address) ->
          Long.BYTES + 2 + Short.BYTES + target.value().length() + address.host().length();
      case Sync sync -> 1;
      case Gossip gossip -> 0;
    };
  }
}
