package io.kvasir.sim;

/** What can go wrong in a run. Each kind is possible in some runs and impossible in others. */
enum Fault {
  /** Messages vanish. */
  LOSS,
  /** Messages arrive twice. */
  DUPLICATION,
  /** Messages overtake one another. */
  REORDERING,
  /** Messages take long. */
  DELAY,
  /** One direction between two nodes is dead. */
  ONE_WAY_CUT,
  /** One node is cut off from all others. */
  ISOLATION,
  /** Send queues are full. */
  FULL_QUEUE,
  /** A process dies; what its disk had not synced is lost in part. */
  CRASH,
  /** All processes die at once. */
  BLACKOUT,
  /** A machine comes back with an empty disk. */
  WIPE,
  /** Some rows of a disk cannot be read any more, or a digest is not that of its rows. */
  BIT_ROT,
  /** A disk takes long for everything. */
  SLOW_DISK,
  /** A sync fails; nobody knows what it left behind. */
  SYNC_FAILURE,
  /** Reads of a disk fail. */
  READ_FAILURE,
  /** A process stands still, its clocks go on. */
  PAUSE,
  /** A wall clock jumps. */
  CLOCK_STEP,
  /** The machines' clocks run at different speeds. */
  CLOCK_DRIFT,
  /** Loops take very few tasks. */
  SHORT_LOOP,
  /** The engine is configured with very small limits. */
  SMALL_LIMITS
}
