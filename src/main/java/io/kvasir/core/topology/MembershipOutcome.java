package io.kvasir.core.topology;

/** How a request to change who owns partitions ended. */
public sealed interface MembershipOutcome {
  /** It is under way, waits for what is under way, or is so already. */
  record Accepted() implements MembershipOutcome {}

  /** There is no such member. */
  record Unknown() implements MembershipOutcome {}

  /** It is not allowed; nothing changed. */
  record Refused(String reason) implements MembershipOutcome {}

  /** Too few voters can be reached; nothing changed. */
  record Unavailable(int reachable, int needed) implements MembershipOutcome {}

  /** The deadline passed; it may or may not come to be. */
  record Undecided() implements MembershipOutcome {}
}
