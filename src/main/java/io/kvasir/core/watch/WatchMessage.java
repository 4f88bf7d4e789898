package io.kvasir.core.watch;

import io.kvasir.core.bucket.BucketId;
import io.kvasir.core.crdt.Crdt;
import io.kvasir.core.node.Actor;
import java.util.List;
import java.util.Optional;

/**
 * What a feed asks replicas, and they tell it. Any message may be lost, delayed, repeated or
 * overtaken. Each question carries a token that its sender chose and its answer repeats.
 */
public sealed interface WatchMessage {
  long token();

  record Ask(long token, BucketId bucket, Question question) implements WatchMessage {}

  /**
   * An answer.
   *
   * @param store whose it is
   */
  record Tell(long token, Actor store, Answer answer) implements WatchMessage {}

  /** Of one bucket. */
  sealed interface Question {
    /**
     * The journal behind a sequence, please: {@link Answer.Changes}.
     *
     * @param limit how many changes to look at, at most
     * @param waitMillis how long to wait for a change if there is none
     */
    record Pull(long after, int limit, long waitMillis) implements Question {
      public Pull {
        if (after < 0 || limit < 1 || waitMillis < 0) {
          throw new IllegalArgumentException("a pull of " + limit + " after " + after);
        }
      }
    }

    /** What is shown of these keys? {@link Answer.Marks}. */
    record Look(List<KeyPlace> places) implements Question {
      public Look {
        places = List.copyOf(places);
      }
    }

    /** What is held of these keys? {@link Answer.States}. */
    record Fetch(List<KeyPlace> places) implements Question {
      public Fetch {
        places = List.copyOf(places);
      }
    }
  }

  /** What is said of it. */
  sealed interface Answer {
    record Changes(JournalPage page) implements Answer {}

    /** One for each key. */
    record Marks(List<Mark> marks) implements Answer {
      public Marks {
        marks = List.copyOf(marks);
      }
    }

    /** Of the first of the keys, as many as fit, and of one at least. */
    record States(List<Optional<Crdt>> states) implements Answer {
      public States {
        states = List.copyOf(states);
      }
    }

    /** It cannot be said now. */
    record Refused() implements Answer {}
  }
}
