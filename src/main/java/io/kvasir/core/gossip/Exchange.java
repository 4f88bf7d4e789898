package io.kvasir.core.gossip;

import io.kvasir.core.bucket.BucketId;
import io.kvasir.core.bucket.EntryKey;
import io.kvasir.core.bucket.Key;
import io.kvasir.core.gossip.RepairMessage.Answer;
import io.kvasir.core.gossip.RepairMessage.Question;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Makes this replica of a partition and one other equal: compares the roots of their trees, of the
 * buckets that differ the leaves, of the leaves that differ the keys (Merkle, CRYPTO 1987; DeCandia
 * et al., "Dynamo", SOSP 2007, section 4.7), and of keys that differ first offers what is here and
 * then asks for what is there. The other side keeps no state.
 *
 * <pre>
 * state        on                     then
 * start                               ReadTrees
 * reading      OwnTrees               Ask Compare
 * comparing    Same                   End
 *              Roots                  the next bucket that differs: Ask AskLeaves; none left: End
 * descending   Leaves                 the next leaf that differs: ReadKeys; none left: next bucket
 * listing      OwnKeys                Ask AskKeys
 *              Keys                   some differ: Offer them; else the next keys, leaf, bucket
 * offering     Offered                Ask AskOffers
 *              OffersMade             the next keys, leaf, bucket
 * any          Failed, Refused        End, unfinished
 * </pre>
 *
 * <p>Memory: one tree per differing bucket and one page of keys.
 */
public final class Exchange {
  /** How many keys are listed at once. */
  public static final int PAGE_KEYS = 256;

  /** How many differing keys an outcome names. */
  private static final int NAMED_KEYS = 64;

  /** What the exchange learns. */
  public sealed interface Event {
    /** The trees that were asked for, of all buckets with that many replicas. */
    record OwnTrees(SortedMap<BucketId, LeafSums> trees) implements Event {}

    record OwnKeys(KeyDigests digests) implements Event {}

    record Answered(Answer answer) implements Event {}

    /**
     * What was to be offered was taken, or could not be.
     *
     * @param complete whether all was, and so the other side said what of it was removed there
     */
    record Offered(boolean complete) implements Event {}

    /** No answer came in time, or a read failed. */
    record Failed() implements Event {}
  }

  /** What the exchange wants done, one thing at a time. */
  public sealed interface Effect {
    record ReadTrees() implements Effect {}

    record ReadKeys(BucketId bucket, Leaf leaf, Optional<Key> after) implements Effect {}

    record Ask(Question question) implements Effect {}

    /** Offer the other side what is held of these keys. */
    record Offer(List<EntryKey> entries) implements Effect {}

    /** It is over. */
    record End(Outcome outcome) implements Effect {}
  }

  /**
   * How it went.
   *
   * @param finished false when it was broken off
   * @param complete whether all that the other side held differently is here now, and what it knew
   *     to be removed is gone
   * @param differing how many keys were found to differ
   * @param some of them, for as many as are named
   */
  public record Outcome(
      boolean finished, boolean complete, long differing, SortedSet<EntryKey> some) {}

  private final int replicas;
  private final ArrayDeque<BucketId> buckets = new ArrayDeque<>();
  private final ArrayDeque<Leaf> leaves = new ArrayDeque<>();
  private final TreeSet<EntryKey> some = new TreeSet<>();
  private final TreeMap<Key, Long> wanted = new TreeMap<>();
  private SortedMap<BucketId, LeafSums> trees = new TreeMap<>();
  private KeyDigests mine = KeyDigests.NONE;
  private Optional<Key> after = Optional.empty();
  private Optional<Key> reached = Optional.empty();
  private long differing;
  private boolean complete = true;
  private boolean over;

  /**
   * @param replicas of the buckets that are compared
   */
  public Exchange(int replicas) {
    this.replicas = replicas;
  }

  public Effect start() {
    return new Effect.ReadTrees();
  }

  public boolean isOver() {
    return over;
  }

  /** At most one effect; none once it is over. */
  public Optional<Effect> on(Event event) {
    if (over) {
      return Optional.empty();
    }
    return Optional.of(
        switch (event) {
          case Event.OwnTrees(SortedMap<BucketId, LeafSums> read) -> compare(read);
          case Event.OwnKeys(KeyDigests digests) -> askKeys(digests);
          case Event.Answered(Answer answer) -> onAnswer(answer);
          case Event.Offered(boolean all) -> {
            complete &= all;
            yield new Effect.Ask(new Question.AskOffers(buckets.element(), after, wanted));
          }
          case Event.Failed() -> end(false);
        });
  }

  private Effect onAnswer(Answer answer) {
    return switch (answer) {
      case Answer.Same() -> end(true);
      case Answer.Roots(SortedMap<BucketId, Long> theirs) -> {
        buckets.addAll(Roots.differing(Roots.of(trees), theirs));
        yield nextBucket();
      }
      case Answer.Leaves(LeafSums theirs) -> {
        LeafSums own = trees.get(buckets.element());
        leaves.addAll((own == null ? LeafSums.NONE : own).differing(theirs));
        yield nextLeaf();
      }
      case Answer.Keys(KeyDigests theirs) -> compare(theirs);
      case Answer.OffersMade(boolean all) -> {
        complete &= all;
        yield nextKeys();
      }
      case Answer.Taken taken -> end(false);
      case Answer.Ends ends -> end(false);
      case Answer.Whole whole -> end(false);
      case Answer.Refused() -> end(false);
    };
  }

  private Effect compare(SortedMap<BucketId, LeafSums> read) {
    trees = read;
    return new Effect.Ask(new Question.Compare(replicas, Roots.combined(Roots.of(read))));
  }

  private Effect nextBucket() {
    return buckets.isEmpty()
        ? end(true)
        : new Effect.Ask(new Question.AskLeaves(buckets.element()));
  }

  private Effect nextLeaf() {
    if (leaves.isEmpty()) {
      buckets.remove();
      return nextBucket();
    }
    after = Optional.empty();
    return new Effect.ReadKeys(buckets.element(), leaves.element(), after);
  }

  private Effect nextKeys() {
    if (reached.isEmpty()) {
      leaves.remove();
      return nextLeaf();
    }
    after = reached;
    return new Effect.ReadKeys(buckets.element(), leaves.element(), after);
  }

  private Effect askKeys(KeyDigests digests) {
    mine = digests;
    return new Effect.Ask(new Question.AskKeys(buckets.element(), leaves.element(), after));
  }

  /** Compares as far as both lists reach. */
  private Effect compare(KeyDigests theirs) {
    reached = nearer(mine.upTo(), theirs.upTo());
    SortedMap<Key, Long> here = digests(mine);
    SortedMap<Key, Long> there = digests(theirs);
    wanted.clear();
    TreeSet<Key> keys = new TreeSet<>(here.keySet());
    keys.addAll(there.keySet());
    for (Key key : keys) {
      long own = here.getOrDefault(key, 0L);
      if (own != there.getOrDefault(key, 0L) && isReached(key)) {
        wanted.put(key, own);
      }
    }
    return wanted.isEmpty() ? nextKeys() : offer();
  }

  private Effect offer() {
    differing += wanted.size();
    List<EntryKey> entries =
        wanted.keySet().stream().map(key -> new EntryKey(buckets.element(), key)).toList();
    entries.stream().limit(Math.max(0, NAMED_KEYS - some.size())).forEach(some::add);
    return new Effect.Offer(entries);
  }

  private boolean isReached(Key key) {
    return reached.isEmpty() || key.compareTo(reached.get()) <= 0;
  }

  private Effect end(boolean finished) {
    over = true;
    return new Effect.End(new Outcome(finished, finished && complete, differing, some));
  }

  private static Optional<Key> nearer(Optional<Key> a, Optional<Key> b) {
    if (a.isEmpty() || b.isEmpty()) {
      return a.isEmpty() ? b : a;
    }
    return a.get().compareTo(b.get()) <= 0 ? a : b;
  }

  private static SortedMap<Key, Long> digests(KeyDigests list) {
    TreeMap<Key, Long> digests = new TreeMap<>();
    list.keys().forEach(each -> digests.put(each.key(), each.digest()));
    return digests;
  }
}
