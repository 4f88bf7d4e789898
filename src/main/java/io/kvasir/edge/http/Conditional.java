package io.kvasir.edge.http;

import io.kvasir.core.keyspace.Versioned;
import io.kvasir.service.Content;
import io.kvasir.service.Precondition;
import java.util.Optional;

/** Answers to reads, as far as their preconditions want them (RFC 9110, section 13.2). */
final class Conditional {
  private Conditional() {}

  static Answer answer(Content content, String key, Call call) {
    return content instanceof Content.Entry entry
        ? entry(entry, key, call)
        : Representation.of(content, key, call.accept());
  }

  private static Answer entry(Content.Entry entry, String key, Call call) {
    Precondition precondition = call.precondition();
    Versioned versioned = entry.versioned();
    Optional<Long> tag = Optional.of(versioned.modified());
    Answer answer;
    if (!precondition.isMatched(tag)) {
      answer = new Answer.Refusal(Problems.precondition(tag), Optional.of(entry.type()));
    } else if (precondition.isExcluded(tag)) {
      answer = new Answer.NotModified(Optional.of(entry.type()));
    } else {
      answer = Representation.of(entry, key, call.accept());
    }
    return Provenance.validated(versioned.modified(), versioned.writtenMillis(), answer)
        .with("Vary", "Accept");
  }
}
