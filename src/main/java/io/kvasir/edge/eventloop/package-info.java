/** The engine's loops on the event loops that serve the sockets. */
@NullMarked
package io.kvasir.edge.eventloop;

import org.jspecify.annotations.NullMarked;
