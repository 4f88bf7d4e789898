/**
 * Datagrams between nodes, over UDP, and the names of the hosts that they go to. May know: wire,
 * engine.port, core.
 */
@NullMarked
package io.kvasir.edge.datagram;

import org.jspecify.annotations.NullMarked;
