package io.kvasir.core.gossip;

import io.kvasir.core.bucket.BucketId;
import io.kvasir.core.bucket.EntryKey;
import io.kvasir.core.bucket.Key;
import io.kvasir.core.crdt.Crdt;
import io.kvasir.core.crdt.Expiry;
import io.kvasir.core.crdt.Slice;
import io.kvasir.core.node.Actor;
import io.kvasir.core.ring.PartitionId;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What replicas of a partition ask and tell each other to become equal. Any message may be lost,
 * delayed, repeated or overtaken; who answers keeps nothing of the question.
 *
 * <p>Each question carries a token that its sender chose and its answer repeats.
 */
public sealed interface RepairMessage {
  long token();

  record Ask(long token, PartitionId partition, Question question) implements RepairMessage {}

  record Tell(long token, Answer answer) implements RepairMessage {}

  /** Of one partition. */
  sealed interface Question {
    /**
     * Are all buckets of that many replicas the same? Answered by {@link Answer.Same} or {@link
     * Answer.Roots}.
     *
     * @param combined the asker's {@link Roots#combined}
     */
    record Compare(int replicas, long combined) implements Question {}

    /** The leaves of a bucket's tree, please: {@link Answer.Leaves}. */
    record AskLeaves(BucketId bucket) implements Question {}

    /** The keys of a leaf behind {@code after}, please: {@link Answer.Keys}. */
    record AskKeys(BucketId bucket, Leaf leaf, Optional<Key> after) implements Question {}

    /**
     * Offer me those of these keys that you hold something of, unless it has the same digest:
     * {@link Answer.OffersMade} when that is done.
     *
     * @param after the keys are among those listed behind this one
     * @param digests the asker's, 0 when it shows nothing; at least one key, all of one leaf
     */
    record AskOffers(BucketId bucket, Optional<Key> after, SortedMap<Key, Long> digests)
        implements Question {
      public AskOffers {
        digests = Collections.unmodifiableSortedMap(new TreeMap<>(digests));
        if (digests.isEmpty()) {
          throw new IllegalArgumentException("offers of no key");
        }
      }
    }

    /** All that you hold of a key, please: {@link Answer.Whole}. */
    record AskWhole(EntryKey entry) implements Question {}

    /**
     * Join this and make it durable: {@link Answer.Taken}.
     *
     * @param slice the whole state, or members of a set <em>without</em> their context: so nothing
     *     that was not sent can look removed
     * @param onlyBy who must have taken what came before, since this rests on it; empty for anybody
     */
    record Offer(EntryKey entry, Slice slice, Optional<Actor> onlyBy) implements Question {}

    /** When do these keys end, as far as you know? {@link Answer.Ends}. */
    record AskEnds(List<EntryKey> entries) implements Question {
      public AskEnds {
        entries = List.copyOf(entries);
      }
    }
  }

  sealed interface Answer {
    /** Nothing differs. */
    record Same() implements Answer {}

    record Roots(SortedMap<BucketId, Long> roots) implements Answer {
      public Roots {
        roots = Collections.unmodifiableSortedMap(new TreeMap<>(roots));
      }
    }

    record Leaves(LeafSums sums) implements Answer {}

    record Keys(KeyDigests digests) implements Answer {}

    /**
     * Nothing more will be offered.
     *
     * @param complete whether the asker took all that it was to be offered
     */
    record OffersMade(boolean complete) implements Answer {}

    /**
     * Empty when nothing was ever written there.
     *
     * @param hasVote false of a replica that lost its disk, and does not know yet what it knew
     */
    record Whole(Optional<Crdt> state, boolean hasVote) implements Answer {}

    /**
     * What was offered is durable.
     *
     * @param by who mints dots with the store that took it; another one after a lost disk
     * @param removed which of the offered members were removed there, for the one who offered; also
     *     of a set that was offered whole, whose taker may be too large to offer itself whole
     */
    record Taken(Actor by, Optional<Slice> removed) implements Answer {}

    /** Of each key that was asked about; {@link Expiry#NONE} of one that is unknown here. */
    record Ends(List<Expiry> ends) implements Answer {
      public Ends {
        ends = List.copyOf(ends);
      }
    }

    /** What was asked for cannot be had here for now. */
    record Refused() implements Answer {}
  }
}
