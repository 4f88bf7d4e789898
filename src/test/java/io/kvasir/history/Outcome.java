package io.kvasir.history;

import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** What a client was told. */
public sealed interface Outcome {
  /** The revision of a key or a write of which the client was told none. */
  long UNTOLD = 0;

  /** It was carried out. */
  record Done(Result result) implements Outcome {
    @Override
    public String toString() {
      return result.toString();
    }
  }

  /** It was not carried out and never will be. */
  record NotApplied() implements Outcome {
    @Override
    public String toString() {
      return "not applied";
    }
  }

  /** It may have been carried out, may be later, or never. */
  record Unknown() implements Outcome {
    @Override
    public String toString() {
      return "unknown";
    }
  }

  /**
   * The answer to a transaction.
   *
   * @param succeeded whether its guards held
   * @param revision of the bucket after it, which each change counts up, or {@link #UNTOLD}
   * @param sights one for each get of the branch, in its order
   */
  record Result(boolean succeeded, long revision, List<Sight> sights) {
    public Result {
      sights = List.copyOf(sights);
    }

    @Override
    public String toString() {
      String seen = sights.stream().map(Sight::toString).collect(Collectors.joining(", "));
      return (succeeded ? "ok" : "guard failed")
          + (revision == UNTOLD ? "" : " @" + revision)
          + (seen.isEmpty() ? "" : " saw " + seen);
    }
  }

  /**
   * What a get saw.
   *
   * @param value empty when there was nothing
   * @param revision at which that value was written, or {@link #UNTOLD}
   */
  record Sight(Optional<String> value, long revision) {
    public static final Sight NOTHING = new Sight(Optional.empty(), UNTOLD);

    @Override
    public String toString() {
      return value.orElse("nothing") + (revision == UNTOLD ? "" : "@" + revision);
    }
  }

  /** A write that succeeded. */
  static Outcome written(long revision) {
    return new Done(new Result(true, revision, List.of()));
  }

  /** A guard that did not hold, with nothing to see in that case. */
  static Outcome refused() {
    return new Done(new Result(false, UNTOLD, List.of()));
  }

  /** A get that found a value. */
  static Outcome saw(String value, long revision) {
    return new Done(new Result(true, UNTOLD, List.of(new Sight(Optional.of(value), revision))));
  }

  /** A get that found nothing. */
  static Outcome sawNothing() {
    return new Done(new Result(true, UNTOLD, List.of(Sight.NOTHING)));
  }

  static Outcome notApplied() {
    return new NotApplied();
  }

  static Outcome unknown() {
    return new Unknown();
  }
}
