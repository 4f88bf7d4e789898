package io.kvasir.core.consensus;

import io.kvasir.core.bytes.Bytes;

/** What a log entry holds. */
public sealed interface Payload {
  /** Nothing: what a new leader appends so that an entry of its own term commits (§8). */
  record Nothing() implements Payload {}

  /** A command for the state machine. */
  record Command(Bytes bytes) implements Payload {}

  /** The members from this entry on, committed or not (dissertation, 4.1). */
  record Members(Membership membership) implements Payload {}

  /** An estimate of the memory and the room on the wire it takes. */
  default int weight() {
    return switch (this) {
      case Nothing() -> 0;
      case Command(Bytes bytes) -> bytes.length();
      case Members(Membership membership) ->
          64 * (membership.voters().size() + membership.learners().size());
    };
  }
}
