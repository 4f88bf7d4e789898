package io.kvasir.edge.tcp;

/** What a request is about, as far as its place among others matters. */
sealed interface Scope {
  /** The connection, or nothing. */
  record Nothing() implements Scope {}

  /** One key, of a bucket named as it is. */
  record OfKey(String bucket, String key, boolean writes) implements Scope {}

  /** More than one key. */
  record Everything() implements Scope {}

  /** Whether of two such requests the later must not begin before the earlier has ended. */
  default boolean isBefore(Scope later) {
    return switch (this) {
      case Nothing() -> false;
      case Everything() -> !(later instanceof Nothing);
      case OfKey(String bucket, String key, boolean writes) ->
          switch (later) {
            case Nothing() -> false;
            case Everything() -> true;
            case OfKey other ->
                (writes || other.writes())
                    && key.equals(other.key())
                    && bucket.equals(other.bucket());
          };
    };
  }
}
