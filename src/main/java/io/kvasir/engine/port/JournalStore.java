package io.kvasir.engine.port;

import io.kvasir.core.bucket.BucketId;
import io.kvasir.core.bucket.EntryKey;
import io.kvasir.core.ring.PartitionId;
import io.kvasir.core.watch.JournalPage;
import io.kvasir.core.watch.Mark;

/**
 * The part of a store by which others hear of what becomes visible. Every commit of a key is noted
 * in the journal of its bucket, in the same step, under a sequence that goes up through the whole
 * store in the order of the commits. Of each bucket the latest changes are kept, some number of
 * them; older ones are forgotten some at a time.
 *
 * <p>That a key is stored no more is noted too if it ever showed anything, with its last change:
 * otherwise who reads the journal late would never hear of the deletion.
 *
 * <p>The sequences mean something together with the actor of the store: a store that may have lost
 * what it had shown has a new one.
 */
public interface JournalStore {
  /**
   * Reads up to {@code limit} durable changes of a bucket behind {@code after}, those that later
   * ones followed among them; all of one moment.
   */
  void loadJournal(BucketId bucket, long after, int limit, Completion<JournalPage> completion);

  /** Reads what is shown of a key and since when. */
  void loadMark(PartitionId partition, EntryKey entry, Completion<Mark> completion);
}
