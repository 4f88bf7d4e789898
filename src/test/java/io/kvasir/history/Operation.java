package io.kvasir.history;

/**
 * One request of one client. Times come from one monotonic clock, in any unit; an operation
 * precedes another when it returned before the other was invoked, and is concurrent with it
 * otherwise.
 *
 * @param returned {@link #NEVER} exactly when the outcome is unknown: it may take effect at any
 *     time
 */
public record Operation(
    int client, long invoked, long returned, Transaction transaction, Outcome outcome) {
  public static final long NEVER = Long.MAX_VALUE;

  public Operation {
    if (returned < invoked) {
      throw new IllegalArgumentException("returned " + returned + " before " + invoked);
    }
    if ((outcome instanceof Outcome.Unknown) != (returned == NEVER)) {
      throw new IllegalArgumentException(outcome + " at " + returned);
    }
    if (outcome instanceof Outcome.Done(Outcome.Result result)) {
      requireSights(transaction, result);
    }
  }

  private static void requireSights(Transaction transaction, Outcome.Result result) {
    long gets =
        transaction.branch(result.succeeded()).stream().filter(Step.Get.class::isInstance).count();
    if (gets != result.sights().size()) {
      throw new IllegalArgumentException(transaction + " cannot answer " + result);
    }
  }

  @Override
  public String toString() {
    String end = returned == NEVER ? "…" : Long.toString(returned);
    return "[" + invoked + "–" + end + "] client " + client + ": " + transaction + " → " + outcome;
  }
}
