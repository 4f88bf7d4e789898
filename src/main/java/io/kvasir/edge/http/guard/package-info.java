/**
 * Ends connections of HTTP clients that are too slow: with the head or the body of a request, or in
 * taking an answer. Works below Vert.x, on the Netty channels of all HTTP listeners, since Vert.x
 * tells of a request only when its head is whole.
 *
 * <p>May know: Netty, Vert.x.
 */
@NullMarked
package io.kvasir.edge.http.guard;

import org.jspecify.annotations.NullMarked;
