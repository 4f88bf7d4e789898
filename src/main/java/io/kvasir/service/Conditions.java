package io.kvasir.service;

import io.kvasir.core.bucket.Key;
import io.kvasir.core.keyspace.Compare;
import io.kvasir.core.keyspace.Compare.Relation;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Preconditions of writes, as conditions of a transaction. */
final class Conditions {
  /** No value was ever written at it. */
  private static final long NEVER = -1;

  private Conditions() {}

  /** Conditions of which all must hold: of several tags that may match, for {@code guess} only. */
  static List<Compare> of(Key key, Precondition precondition, Optional<Long> guess) {
    List<Compare> compares = new ArrayList<>();
    precondition.match().ifPresent(tags -> compares.add(match(key, tags, guess)));
    precondition.noneMatch().ifPresent(tags -> compares.addAll(noneMatch(key, tags)));
    return compares;
  }

  /** The tag to try first: the latest, which is the likeliest to stand there. */
  static Optional<Long> firstGuess(Precondition precondition) {
    return precondition.match().flatMap(Conditions::latest);
  }

  private static Optional<Long> latest(Tags tags) {
    return switch (tags) {
      case Tags.Of of when !of.revisions().isEmpty() -> Optional.of(of.revisions().last());
      case Tags.Of of -> Optional.empty();
      case Tags.Any any -> Optional.empty();
    };
  }

  private static Compare match(Key key, Tags tags, Optional<Long> guess) {
    return switch (tags) {
      case Tags.Any any -> new Compare.OfVersion(key, Relation.GREATER, 0);
      case Tags.Of of -> new Compare.OfModified(key, Relation.EQUAL, guess.orElse(NEVER));
    };
  }

  private static List<Compare> noneMatch(Key key, Tags tags) {
    return switch (tags) {
      case Tags.Any any -> List.of(new Compare.OfVersion(key, Relation.EQUAL, 0));
      case Tags.Of of ->
          of.revisions().stream()
              .<Compare>map(revision -> new Compare.OfModified(key, Relation.NOT_EQUAL, revision))
              .toList();
    };
  }
}
