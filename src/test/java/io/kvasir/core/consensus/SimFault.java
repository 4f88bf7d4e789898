package io.kvasir.core.consensus;

/** What can go wrong in a run. Each kind is possible in some runs and impossible in others. */
enum SimFault {
  /** Messages vanish. */
  LOSS,
  /** Messages arrive again, some much later. */
  DUPLICATION,
  /** Messages overtake one another. */
  REORDERING,
  /** Messages take as long as elections. */
  DELAY,
  /** All links are slow all the time, so that several stand for election at once. */
  LATENCY,
  /** One direction between two nodes is dead. */
  ONE_WAY_CUT,
  /** Nodes fall into two parts that do not hear of each other. */
  PARTITION,
  /** A process dies; of what its disk had not synced a prefix is left. */
  CRASH,
  /** Processes die or are cut off at decisive moments: a vote, an election, a commitment. */
  STRUCK_IN_ACT,
  /** Leaders are cut off as soon as they lead, and write on alone (figure 8 of the paper). */
  LEADERS_FALL,
  /** All processes die at once. */
  BLACKOUT,
  /** A process stands still. */
  PAUSE,
  /** A disk takes long for everything. */
  SLOW_DISK,
  /** One report speaks for several writes. */
  COALESCED_REPORTS,
  /** Replicas learn of several events in one turn. */
  LONG_TURNS,
  /** A state machine is slow, and applies in pieces. */
  SLOW_APPLY,
  /** Pieces of a snapshot cannot be read. */
  CHUNK_FAILURE,
  /** Clocks tick at different and changing speeds. */
  CLOCK_DRIFT,
  /** A disk is lost; its node comes back as another replica. */
  WIPE,
  /** Members come, are promoted and go. */
  MEMBERSHIP,
  /** Leadership is handed over. */
  TRANSFER,
  /** Nodes are taken for dead, rightly and wrongly. */
  NODE_LOST,
  /** Logs are compacted at once, so that who lags needs a snapshot. */
  SMALL_LOG,
  /** Very small limits on everything. */
  SMALL_LIMITS
}
