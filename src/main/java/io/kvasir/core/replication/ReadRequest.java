package io.kvasir.core.replication;

import io.kvasir.core.bucket.DataType;
import io.kvasir.core.bucket.EntryKey;
import io.kvasir.core.bucket.Quorum;
import java.util.Optional;

/**
 * A read of one key.
 *
 * @param type the type of the key's bucket
 * @param replicas N, at least 1; the key has fewer when the cluster has fewer members
 * @param readQuorum R, how many of the replicas that there are must answer
 * @param session what the session relies on that it is part of; what it shows a majority will hold
 */
public record ReadRequest(
    EntryKey entry, DataType type, int replicas, Quorum readQuorum, Optional<Holding> session) {
  /** How many hold what a read in a session has shown. */
  public static final Quorum SHOWN = new Quorum.Majority();

  /** One that is part of no session. */
  public ReadRequest(EntryKey entry, DataType type, int replicas, Quorum readQuorum) {
    this(entry, type, replicas, readQuorum, Optional.empty());
  }

  /** How many of a list of {@code size} must answer. */
  public int neededOf(int size) {
    int asked = readQuorum.of(size);
    return session
        .map(holding -> Math.max(Math.max(asked, SHOWN.of(size)), holding.meeting(size)))
        .orElse(asked);
  }
}
