package io.kvasir.core.topology;

/** How many of a cluster's members vote on its topology. */
final class Electorate {
  private Electorate() {}

  /** An odd number where there is a choice: 5 of 5 and more, 3 of 3 and 4, all of fewer. */
  static int size(int members) {
    if (members >= 5) {
      return 5;
    }
    return members >= 3 ? 3 : members;
  }
}
