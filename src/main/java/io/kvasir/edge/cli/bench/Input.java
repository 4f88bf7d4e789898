package io.kvasir.edge.cli.bench;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ReadableByteChannel;

/** What was read from one connection after the other, by one event loop. */
final class Input {
  static final int CAPACITY = 1 << 18;

  private final byte[] bytes = new byte[CAPACITY];
  private final ByteBuffer buffer = ByteBuffer.wrap(bytes);

  /**
   * Reads once, behind what was left over before.
   *
   * @return how many bytes came; below 0 at the end
   */
  int read(ReadableByteChannel from, Leftover before) throws IOException {
    buffer.clear();
    before.moveTo(buffer);
    return from.read(buffer);
  }

  byte[] array() {
    return bytes;
  }

  /** Where what was read ends. */
  int size() {
    return buffer.position();
  }
}
