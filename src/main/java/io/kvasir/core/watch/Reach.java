package io.kvasir.core.watch;

/**
 * How far a stream is in the journal of one store.
 *
 * @param proof changes up to it are no proof that what the store shows was delivered last: they
 *     were missed, or something was delivered since without the store being heard
 * @param from all changes up to it are accounted for, if they are not missed: what was shown by
 *     them, or something that has it in it, was delivered
 * @param to the end of the window that is being worked on; {@code from} when there is none
 * @param passed changes within the window are accounted for when the {@link KeyHash} of their key
 *     is below this; 0 without a window
 */
public record Reach(Kind kind, long proof, long from, long to, long passed) {
  /** What is known of the time before. */
  public enum Kind {
    /** The store was there when the stream began. */
    WHOLE,
    /** It came later, and is followed from its first change on. */
    LATE,
    /** Changes were missed, since they were not kept any more. */
    BROKEN
  }

  /** Above every {@link KeyHash}. */
  static final long ALL = 1L << 32;

  public Reach {
    if (proof < 0 || from < 0 || to < from || to < proof || passed < 0 || passed > ALL) {
      throw new IllegalArgumentException(proof + ", " + from + " to " + to + ", " + passed);
    }
  }

  /** All up to {@code sequence}. */
  static Reach upTo(long sequence) {
    return new Reach(Kind.WHOLE, 0, sequence, sequence, 0);
  }

  /** From the first change on. */
  static Reach late() {
    return new Reach(Kind.LATE, 0, 0, 0, 0);
  }

  /** Nothing is known of what is up to {@code head}. */
  static Reach missing(long head) {
    return new Reach(Kind.BROKEN, head, head, head, 0);
  }

  boolean isWhole() {
    return kind != Kind.BROKEN;
  }

  /** Whether all that the store ever showed was delivered, or will be. */
  boolean isReliable() {
    return isWhole() && proof == 0;
  }

  boolean hasWindow() {
    return to > from;
  }

  Reach withWindow(long end) {
    return new Reach(kind, proof, from, end, 0);
  }

  Reach past(long hash) {
    return new Reach(kind, proof, from, to, Math.max(passed, hash));
  }

  /** All up to {@code sequence}, from where it is. */
  Reach closed(long sequence) {
    return sequence < to
        ? new Reach(kind, proof, sequence, to, passed)
        : new Reach(kind, proof, sequence, sequence, 0);
  }

  /** Something was delivered and the store was not heard. */
  Reach doubted() {
    return new Reach(kind, to, from, to, passed);
  }

  /**
   * Whether what is shown of a key of that hash since a change is accounted for.
   *
   * @param shown 0 when nothing ever was; who came late may have come in place of one who did show
   *     something
   */
  boolean accountsFor(long shown, long hash) {
    return shown == 0 ? kind != Kind.LATE : covers(shown, hash) && (isWhole() || shown > proof);
  }

  private boolean covers(long sequence, long hash) {
    return sequence <= from || (sequence <= to && hash < passed);
  }

  /** Whether what a key held from then on, or something that has it in it, was delivered last. */
  boolean proves(long sequence, long hash) {
    return sequence > proof && covers(sequence, hash);
  }
}
