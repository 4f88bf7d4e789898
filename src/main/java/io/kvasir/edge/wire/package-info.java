/**
 * The binary form of what travels between nodes: protobuf, described in {@code kvasir/peer.proto}.
 *
 * <p>Codecs are pure functions between core values and bytes. Bytes are never trusted: whatever
 * comes in, decoding ends in a {@link io.kvasir.edge.wire.Decoded} and takes memory in proportion
 * to the input. The generated classes do not leave this package.
 *
 * <p>May know: engine.port, core.
 */
@NullMarked
package io.kvasir.edge.wire;

import org.jspecify.annotations.NullMarked;
