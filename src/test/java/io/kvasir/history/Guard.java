package io.kvasir.history;

/** What a transaction expects of one key. */
public record Guard(String key, Test test) {
  /** A property of a key's state. */
  public sealed interface Test {}

  /** The key holds this value. */
  public record ValueIs(String value) implements Test {}

  /** The key was last written at this revision. */
  public record RevisionIs(long revision) implements Test {
    public RevisionIs {
      if (revision < 1) {
        throw new IllegalArgumentException("no revision: " + revision);
      }
    }
  }

  /** The key holds nothing. */
  public record Absent() implements Test {}

  /** The key holds something. */
  public record Present() implements Test {}

  public static Guard valueIs(String key, String value) {
    return new Guard(key, new ValueIs(value));
  }

  public static Guard revisionIs(String key, long revision) {
    return new Guard(key, new RevisionIs(revision));
  }

  public static Guard absent(String key) {
    return new Guard(key, new Absent());
  }

  public static Guard present(String key) {
    return new Guard(key, new Present());
  }

  @Override
  public String toString() {
    return switch (test) {
      case ValueIs(String value) -> key + "=" + value;
      case RevisionIs(long revision) -> key + "@" + revision;
      case Absent() -> "no " + key;
      case Present() -> "any " + key;
    };
  }
}
