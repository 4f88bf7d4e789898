package io.kvasir.edge.cli.bench.workload;

/** One operation; used over and over by the place in a connection that it belongs to. */
public final class Operation {
  /** The {@link #sequence} of a value that no watch looks for. */
  public static final long UNWATCHED = -1;

  private Kind kind = Kind.GET;
  private Kind step = Kind.GET;
  private long key;
  private int from;
  private int count;
  private long sequence = UNWATCHED;
  private long[] keys = {};

  /** Makes it an operation on one key, whose first step is itself. */
  public void set(Kind next, long theKey) {
    kind = next;
    step = next == Kind.RMW ? Kind.GET : next;
    key = theKey;
    sequence = UNWATCHED;
  }

  /** Chooses elements of a set, or how many keys a scan asks for. */
  public void range(int first, int number) {
    from = first;
    count = number;
  }

  public void watched(long number) {
    sequence = number;
  }

  /** The keys of a transaction, which are all different. */
  public long[] keys(int number) {
    if (keys.length != number) {
      keys = new long[number];
    }
    return keys;
  }

  /** Goes on to the next request; false when there was only one, or that was the last. */
  public boolean advance() {
    if (kind == Kind.RMW && step == Kind.GET) {
      step = Kind.PUT;
      return true;
    }
    return false;
  }

  public Kind kind() {
    return kind;
  }

  /** What the request is that is to be sent now. */
  public Kind step() {
    return step;
  }

  public long key() {
    return key;
  }

  public long[] keys() {
    return keys;
  }

  public int from() {
    return from;
  }

  public int count() {
    return count;
  }

  /** What the value begins with, so that a watch knows it again; or {@link #UNWATCHED}. */
  public long sequence() {
    return sequence;
  }
}
