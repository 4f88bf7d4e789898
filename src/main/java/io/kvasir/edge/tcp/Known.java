package io.kvasir.edge.tcp;

import com.google.protobuf.MessageOrBuilder;
import io.kvasir.service.problem.Diagnoses;
import java.util.Set;

/** Refuses what this release does not know, since to leave it out could do harm. */
final class Known {
  private Known() {}

  /**
   * Throws {@link Rejected} when {@code message} has a field that is not known.
   *
   * @param name what the message is called
   */
  static void require(MessageOrBuilder message, String name) {
    Set<Integer> unknown = message.getUnknownFields().asMap().keySet();
    if (!unknown.isEmpty()) {
      throw new Rejected(
          Diagnoses.unsupported(
              name, "has the field " + unknown.iterator().next() + ", which this release lacks"));
    }
  }
}
