package io.kvasir.service;

import java.util.Optional;

/**
 * What must stand under a key for a request to be carried out (RFC 9110, section 13); both halves
 * must hold.
 *
 * @param match one of these must stand there
 * @param noneMatch none of these may stand there
 */
public record Precondition(Optional<Tags> match, Optional<Tags> noneMatch) {
  public static final Precondition NONE = new Precondition(Optional.empty(), Optional.empty());

  public boolean isNone() {
    return match.isEmpty() && noneMatch.isEmpty();
  }

  /** Whether the first half allows what stands there. */
  public boolean isMatched(Optional<Long> modified) {
    return match.isEmpty() || match.get().include(modified);
  }

  /** Whether the second half forbids what stands there. */
  public boolean isExcluded(Optional<Long> modified) {
    return noneMatch.isPresent() && noneMatch.get().include(modified);
  }
}
