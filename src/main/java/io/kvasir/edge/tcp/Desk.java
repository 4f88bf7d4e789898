package io.kvasir.edge.tcp;

import io.kvasir.edge.tcp.proto.ClientProto;

/** Understands requests. */
@FunctionalInterface
interface Desk {
  /**
   * What is asked for, whether or not it can be done.
   *
   * @param first whether nothing came before on the connection
   * @param streams the watches of the connection
   */
  Call understand(ClientProto.Request request, boolean first, WatchStreams streams);
}
