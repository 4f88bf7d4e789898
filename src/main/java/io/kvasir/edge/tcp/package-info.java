/**
 * The client protocol over TCP, described in {@code kvasir/client.proto}. A {@link
 * io.kvasir.edge.tcp.TcpListener} takes connections in; each {@code Connection} cuts what comes
 * into frames ({@code FrameReader}), keeps what is under way in order ({@code Pipeline}) and has
 * requests understood by {@code Api}, which calls the services. {@code WatchStreams} are its
 * watches. What a connection may hold is bounded in number and bytes, and every wait for a client
 * has an end.
 *
 * <p>May know: service, core vocabulary, Vert.x, Mutiny, protobuf.
 */
@NullMarked
package io.kvasir.edge.tcp;

import org.jspecify.annotations.NullMarked;
