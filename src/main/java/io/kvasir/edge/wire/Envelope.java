package io.kvasir.edge.wire;

import java.util.List;

/**
 * What one event bus message carries: its header and any number of messages, in the order they were
 * sent. They are still encoded, so that an envelope that is not for us costs nothing more.
 */
public record Envelope(EnvelopeHeader header, List<EncodedMessage> messages) {
  public Envelope {
    messages = List.copyOf(messages);
  }
}
