package io.kvasir.sim;

/** What becomes of the last of the nodes while clients are at work. */
enum Passage {
  /** Nothing: who owns what stays as it is. */
  NONE,
  /** It gives up what it owns, and goes. */
  LEAVE,
  /** It comes with an empty disk, and gets its share. */
  JOIN,
  /** It is lost with its disk, and others are to take its place. */
  REMOVE
}
