package io.kvasir.core.burial;

import io.kvasir.core.bucket.EntryKey;
import io.kvasir.core.ring.PartitionId;
import io.kvasir.core.time.HybridTimestamp;
import java.util.List;

/**
 * What nodes ask and tell each other so that what remains of deleted keys can go. Any message may
 * be lost, delayed, repeated or overtaken; who answers keeps nothing of the question but a {@link
 * Burials}.
 *
 * <p>All is of one share, and of an epoch in which ownership does not change; a node in another one
 * is {@link Answer.NotReady}.
 */
public sealed interface BurialMessage {
  PartitionId partition();

  record Ask(long token, long epoch, PartitionId partition, int replicas, Question question)
      implements BurialMessage {
    public Ask {
      requireReplicas(replicas);
    }
  }

  record Tell(long token, PartitionId partition, Answer answer) implements BurialMessage {}

  /** Forget these, as far as that is still what remains of them. Not answered. */
  record Bury(long epoch, PartitionId partition, int replicas, long fence, List<Grave> graves)
      implements BurialMessage {
    public Bury {
      requireReplicas(replicas);
      graves = List.copyOf(graves);
    }
  }

  private static void requireReplicas(int replicas) {
    if (replicas < 1) {
      throw new IllegalArgumentException(replicas + " replicas");
    }
  }

  /** A key, and what remains of it at one replica: {@link io.kvasir.core.crdt.Remains#hash}. */
  record Grave(EntryKey entry, long remains) {}

  sealed interface Question {
    /**
     * What remains of these keys with you? Answered by {@link Answer.Remaining}; a node that holds
     * nothing of the share is asked about no key, and only says how far its deltas are numbered.
     */
    record Survey(List<EntryKey> entries) implements Question {
      public Survey {
        entries = List.copyOf(entries);
      }
    }

    /**
     * Was all delivered that you filed for others up to {@code sequence}, and will not be sent
     * again after a restart? {@link Answer.Delivered} when it is so, else {@link Answer.Owing}.
     *
     * @param floor later stamps are to be above
     */
    record Confirm(long sequence, HybridTimestamp floor) implements Question {}

    /**
     * Refuse from now on, and after restarts, what was known before {@code fence}, and send it no
     * more; and what remains of these keys then? Answered by {@link Answer.Remaining}. A node that
     * holds nothing of the share is asked about no key.
     */
    record Fence(long fence, List<EntryKey> entries) implements Question {
      public Fence {
        entries = List.copyOf(entries);
      }
    }
  }

  sealed interface Answer {
    /**
     * What there is.
     *
     * @param life of the process that answers; never that of another
     * @param sequence of the last delta that was filed there
     * @param remains of each key that was asked about
     * @param newest the latest stamp of these
     */
    record Remaining(long life, long sequence, List<Long> remains, HybridTimestamp newest)
        implements Answer {
      public Remaining {
        remains = List.copyOf(remains);
      }
    }

    /**
     * It was.
     *
     * @param life as of {@link Remaining}
     * @param clock the latest reading of the burial clock known there
     */
    record Delivered(long life, long clock) implements Answer {}

    /** Something is not delivered yet. */
    record Owing() implements Answer {}

    /** It is in another epoch, or nothing is to be dropped there for now. */
    record NotReady() implements Answer {}
  }
}
