/** The engine's loops on the event loops that serve the sockets. May know: engine.loop, Netty. */
@NullMarked
package io.kvasir.edge.eventloop;

import org.jspecify.annotations.NullMarked;
