package io.kvasir.operator.core;

/** What is said of a lost majority. */
final class Quorum {
  static final String ADVICE =
      ". Nothing is changed until it is back; see docs/operator.md on lost majorities";

  private Quorum() {}

  static String describe(Membership membership) {
    if (membership.size() == 0) {
      return "no node of the cluster answers";
    }
    if (membership.answering() * 2 <= membership.size()) {
      return "%d of %d members answer".formatted(membership.answering(), membership.size());
    }
    return "%d groups reach no majority of their replicas".formatted(membership.withoutMajority());
  }
}
