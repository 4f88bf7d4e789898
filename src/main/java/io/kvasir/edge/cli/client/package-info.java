/**
 * The tools' HTTP/1.1 client: one exchange per connection, several servers to fall back on, and no
 * doubt about what was sent. Plain sockets: nothing of it is worth the start of a larger client.
 *
 * <p>May know: the JDK and Jackson's trees.
 */
@NullMarked
package io.kvasir.edge.cli.client;

import org.jspecify.annotations.NullMarked;
