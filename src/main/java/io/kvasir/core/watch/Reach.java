package io.kvasir.core.watch;

import io.kvasir.core.node.Actor;
import java.util.Collection;
import java.util.Map;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;

/**
 * How far a stream is in the journal of one store.
 *
 * @param proof changes up to it do not prove by themselves that what the store shows was delivered
 *     last: they were missed, or something was delivered since without the store being heard
 * @param support changes up to it do not prove that together with another store's either: of
 *     something that was delivered since, neither was heard
 * @param from all changes up to it are accounted for, if they are not missed: what was shown by
 *     them, or something that has it in it, was delivered
 * @param to the end of the window that is being worked on; {@code from} when there is none
 * @param passed changes within the window are accounted for when the {@link KeyHash} of their key
 *     is below this; 0 without a window
 */
public record Reach(Kind kind, long proof, long support, long from, long to, long passed) {
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
    if (support < 0 || proof < support || to < proof) {
      throw new IllegalArgumentException(support + ", " + proof + ", up to " + to);
    }
  }

  /** All up to {@code sequence}. */
  static Reach upTo(long sequence) {
    return new Reach(Kind.WHOLE, 0, 0, sequence, sequence, 0);
  }

  /** From the first change on. */
  static Reach late() {
    return new Reach(Kind.LATE, 0, 0, 0, 0, 0);
  }

  /** Nothing is known of what is up to {@code head}. */
  static Reach missing(long head) {
    return new Reach(Kind.BROKEN, head, head, head, head, 0);
  }

  boolean isWhole() {
    return kind != Kind.BROKEN;
  }

  /**
   * Whether all that the store showed since the stream began was delivered, or will be. Who came
   * later never showed keys that were deleted and forgotten before.
   */
  boolean isReliable() {
    return kind == Kind.WHOLE && proof == 0;
  }

  boolean hasWindow() {
    return to > from;
  }

  Reach withWindow(long end) {
    return new Reach(kind, proof, support, from, end, 0);
  }

  Reach past(long hash) {
    return new Reach(kind, proof, support, from, to, Math.max(passed, hash));
  }

  /** All up to {@code sequence}, from where it is. */
  Reach closed(long sequence) {
    return sequence < to
        ? new Reach(kind, proof, support, sequence, to, passed)
        : new Reach(kind, proof, support, sequence, sequence, 0);
  }

  /** Nothing that the store shows is proof any more. */
  Reach doubted() {
    return new Reach(kind, to, to, from, to, passed);
  }

  /** As far as another stream has no proof of the store. */
  Reach doubtedAs(Reach other) {
    return doubted(other.proof, other.support);
  }

  /** Where another stream is that is not as far, and with no more proof than that has. */
  Reach backTo(Reach other) {
    long back = Math.min(from, other.from);
    return new Reach(kind, Math.min(proof, back), Math.min(support, back), back, back, 0)
        .doubtedAs(other);
  }

  private Reach doubted(long proofless, long supportless) {
    return new Reach(
        kind,
        Math.max(proof, Math.min(proofless, to)),
        Math.max(support, Math.min(supportless, to)),
        from,
        to,
        passed);
  }

  /** Whether all that is proof there is here. */
  public boolean isDoubtedAs(Reach there) {
    return there.proof <= proof && there.support <= support;
  }

  /** Each of these sets of stores was not heard when something was delivered. */
  static SortedMap<Actor, Reach> doubted(
      SortedMap<Actor, Reach> reaches, Collection<SortedSet<Actor>> unheard) {
    TreeMap<Actor, Reach> doubted = new TreeMap<>(reaches);
    for (SortedSet<Actor> stores : unheard) {
      for (Actor store : stores) {
        doubted.computeIfPresent(
            store, (any, at) -> stores.size() == 1 ? at.doubted(at.to, 0) : at.doubted());
      }
    }
    return doubted;
  }

  /**
   * Whether what is shown of a key of that hash since a change is accounted for.
   *
   * @param shown 0 when nothing ever was; who came late may have come in place of one who did show
   *     something
   */
  boolean accountsFor(long shown, long hash) {
    return shown == 0 ? kind == Kind.WHOLE : covers(shown, hash) && (isWhole() || shown > proof);
  }

  private boolean covers(long sequence, long hash) {
    return sequence <= from || (sequence <= to && hash < passed);
  }

  /** Whether what a key held from then on, or something that has it in it, was delivered last. */
  boolean proves(long sequence, long hash) {
    return sequence > proof && covers(sequence, hash);
  }

  /** Whether that is so if another store says the same. */
  boolean supports(long sequence, long hash) {
    return sequence > support && covers(sequence, hash);
  }

  /**
   * Whether that is so of something that some stores hold. When nothing was delivered that was
   * heard of neither of two of them, the last delivery has in it what they hold.
   *
   * @param holders by which change each came to hold it
   */
  static boolean areProof(
      SortedMap<Actor, Long> holders, SortedMap<Actor, Reach> reaches, long hash) {
    int supporters = 0;
    for (Map.Entry<Actor, Long> holder : holders.entrySet()) {
      Reach reach = reaches.get(holder.getKey());
      if (reach != null && reach.proves(holder.getValue(), hash)) {
        return true;
      }
      if (reach != null && reach.supports(holder.getValue(), hash)) {
        supporters++;
      }
    }
    return supporters >= 2;
  }
}
