package io.kvasir.core.watch;

/**
 * How far a stream is in the journal of one store.
 *
 * @param unproven what the store holds by changes up to it proves nothing of what was delivered:
 *     they were missed, by this stream or another that goes on as this one
 * @param from all changes up to it are accounted for, if they are not missed: what was shown by
 *     them, or something that has it in it, was delivered
 * @param to the end of the window that is being worked on; {@code from} when there is none
 * @param passed changes within the window are accounted for when the {@link KeyHash} of their key
 *     is below this; 0 without a window
 */
public record Reach(Kind kind, long unproven, long from, long to, long passed) {
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
    if (from < 0 || to < from || passed < 0 || passed > ALL) {
      throw new IllegalArgumentException(from + " to " + to + ", " + passed);
    }
    if (unproven < 0 || to < unproven) {
      throw new IllegalArgumentException(unproven + ", up to " + to);
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

  /**
   * Whether all that the store showed since the stream began was delivered, or will be. Who came
   * later never showed keys that were deleted and forgotten before.
   */
  boolean isReliable() {
    return kind == Kind.WHOLE && unproven == 0;
  }

  boolean hasWindow() {
    return to > from;
  }

  Reach withWindow(long end) {
    return new Reach(kind, unproven, from, end, 0);
  }

  Reach past(long hash) {
    return new Reach(kind, unproven, from, to, Math.max(passed, hash));
  }

  /** All up to {@code sequence}, from where it is. */
  Reach closed(long sequence) {
    return sequence < to
        ? new Reach(kind, unproven, sequence, to, passed)
        : new Reach(kind, unproven, sequence, sequence, 0);
  }

  /** As far as another stream has no proof of the store. */
  Reach doubtedAs(Reach other) {
    return new Reach(kind, Math.max(unproven, Math.min(other.unproven, to)), from, to, passed);
  }

  /** Where another stream is that is not as far, and with no more proof than that has. */
  Reach backTo(Reach other) {
    long back = Math.min(from, other.from);
    return new Reach(kind, Math.min(unproven, back), back, back, 0).doubtedAs(other);
  }

  /** Without what is done of the window. */
  Reach resting() {
    return new Reach(kind, Math.min(unproven, from), from, from, 0);
  }

  /** Whether all that is proof there is here. */
  public boolean isDoubtedAs(Reach there) {
    return there.unproven <= unproven;
  }

  /**
   * Whether what is shown of a key of that hash since a change is accounted for.
   *
   * @param shown 0 when nothing ever was; who came late may have come in place of one who did show
   *     something
   */
  boolean accountsFor(long shown, long hash) {
    return shown == 0 ? kind == Kind.WHOLE : covers(shown, hash) && (isWhole() || shown > unproven);
  }

  private boolean covers(long sequence, long hash) {
    return sequence <= from || (sequence <= to && hash < passed);
  }

  /** Whether what a key held from then on, or something that has it in it, was delivered. */
  boolean proves(long sequence, long hash) {
    return sequence > unproven && covers(sequence, hash);
  }
}
