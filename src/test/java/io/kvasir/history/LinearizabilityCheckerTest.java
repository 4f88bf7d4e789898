package io.kvasir.history;

import static org.assertj.core.api.Assertions.assertThat;

import io.kvasir.history.Outcome.Done;
import io.kvasir.history.Outcome.Result;
import io.kvasir.history.Outcome.Sight;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class LinearizabilityCheckerTest {
  private static final String K = "k";

  private static void assertLinearizable(Timeline timeline) {
    assertThat(new LinearizabilityChecker().check(timeline.history()))
        .isInstanceOf(Verdict.Linearizable.class);
  }

  private static String assertNotLinearizable(Timeline timeline) {
    Verdict verdict = new LinearizabilityChecker().check(timeline.history());
    assertThat(verdict).isInstanceOf(Verdict.NotLinearizable.class);
    return verdict.toString();
  }

  private static Outcome sawBoth(String left, String right) {
    return new Done(
        new Result(
            true,
            Outcome.UNTOLD,
            List.of(new Sight(Optional.of(left), 0), new Sight(Optional.of(right), 0))));
  }

  @Test
  void nothingHappened() {
    assertLinearizable(new Timeline());
  }

  @Test
  void eachReadSeesTheLastWrite() {
    assertLinearizable(
        new Timeline()
            .getNothing(1, 2, K)
            .put(3, 4, K, "a")
            .get(5, 6, K, "a")
            .delete(7, 8, K)
            .getNothing(9, 10, K));
  }

  @Test
  void aReadBesideAWriteMaySeeEither() {
    assertLinearizable(new Timeline().put(1, 2, K, "a").put(3, 9, K, "b").get(4, 5, K, "a"));
    assertLinearizable(new Timeline().put(1, 2, K, "a").put(3, 9, K, "b").get(4, 5, K, "b"));
  }

  @Test
  void operationsThatTouchInTimeAreConcurrent() {
    assertLinearizable(new Timeline().put(1, 2, K, "a").put(2, 3, K, "b").get(4, 5, K, "a"));
  }

  @Test
  void aStaleReadIsFound() {
    String found =
        assertNotLinearizable(new Timeline().put(1, 2, K, "a").put(3, 4, K, "b").get(5, 6, K, "a"));

    assertThat(found)
        .contains(
            "not linearizable in [k]",
            "k held a from this",
            "but meanwhile another value by\n  [3–4] client 1: put k=b");
  }

  @Test
  void aReadThatGoesBackBesideTheWriteIsFound() {
    assertNotLinearizable(
        new Timeline().put(1, 2, K, "a").put(3, 20, K, "b").get(4, 5, K, "b").get(6, 7, K, "a"));
  }

  @Test
  void aLostWriteIsFound() {
    assertNotLinearizable(new Timeline().put(1, 2, K, "a").getNothing(3, 4, K));
  }

  @Test
  void aWriteLostInARestartIsFoundByItsOwnWriter() {
    assertNotLinearizable(
        new Timeline()
            .put(1, 2, K, "before")
            .put(3, 4, K, "acknowledged")
            .get(5, 6, K, "acknowledged")
            .get(100, 101, K, "before"));
  }

  @Test
  void twoSwapsOfTheSameValueAreALostUpdate() {
    assertLinearizable(
        new Timeline().put(1, 2, K, "a").swap(3, 9, K, "a", "b").swapRefused(3, 9, K, "a", "c"));
    assertNotLinearizable(
        new Timeline().put(1, 2, K, "a").swap(3, 9, K, "a", "b").swap(3, 9, K, "a", "c"));
  }

  @Test
  void twoSwapsOfTheSameRevisionAreALostUpdate() {
    Timeline timeline = new Timeline().put(1, 2, K, "a", 7);
    for (String value : List.of("b", "c")) {
      timeline.add(
          3,
          9,
          Transaction.compareAndSet(Guard.revisionIs(K, 7), value),
          Outcome.written(Outcome.UNTOLD));
    }

    assertNotLinearizable(timeline);
  }

  @Test
  void twoCreationsOfTheSameKeyAreFound() {
    Timeline timeline = new Timeline();
    for (String value : List.of("a", "b")) {
      timeline.add(1, 9, Transaction.compareAndSet(Guard.absent(K), value), Outcome.written(0));
    }

    assertNotLinearizable(timeline);
    assertLinearizable(timeline.delete(1, 9, K));
  }

  @Test
  void aRefusalWithoutReasonIsFound() {
    assertNotLinearizable(new Timeline().put(1, 2, K, "a").swapRefused(3, 4, K, "a", "b"));
  }

  @Test
  void aReadOfAWriteThatWasNotAppliedIsFound() {
    String found =
        assertNotLinearizable(
            new Timeline().notApplied(1, 2, Transaction.put(K, "ghost")).get(3, 4, K, "ghost"));

    assertThat(found).contains("nobody wrote ghost, as this was not applied:");
  }

  @Test
  void aRetriedPutThatIsAppliedAgainAfterAnotherWriterIsFound() {
    assertNotLinearizable(
        new Timeline()
            .put(1, 20, K, "retried")
            .get(2, 3, K, "retried")
            .put(4, 5, K, "between")
            .get(6, 7, K, "between")
            .get(21, 22, K, "retried"));
  }

  @Test
  void aDeleteThatDoesNotLastIsFound() {
    assertNotLinearizable(
        new Timeline().put(1, 2, K, "a").delete(3, 4, K).getNothing(5, 6, K).get(7, 8, K, "a"));
  }

  @Test
  void anUnknownWriteMayAppearLate() {
    assertLinearizable(
        new Timeline()
            .put(1, 2, K, "a")
            .unknown(3, Transaction.put(K, "late"))
            .get(4, 5, K, "a")
            .put(6, 7, K, "b")
            .get(8, 9, K, "b")
            .get(50, 51, K, "late"));
  }

  @Test
  void anUnknownWriteMayNeverAppear() {
    assertLinearizable(
        new Timeline().put(1, 2, K, "a").unknown(3, Transaction.put(K, "lost")).get(4, 5, K, "a"));
  }

  @Test
  void anUnknownWriteThatAppearsAndVanishesIsFound() {
    assertNotLinearizable(
        new Timeline()
            .put(1, 2, K, "a")
            .unknown(3, Transaction.put(K, "b"))
            .get(4, 5, K, "b")
            .get(6, 7, K, "a"));
  }

  @Test
  void anUnknownWriteBeforeItsInvocationIsFound() {
    assertNotLinearizable(
        new Timeline().get(1, 2, K, "early").unknown(3, Transaction.put(K, "early")));
  }

  @Test
  void anUnknownWriteThatNobodySawMayExplainARefusal() {
    assertLinearizable(
        new Timeline()
            .put(1, 2, K, "a")
            .unknown(3, Transaction.put(K, "unseen"))
            .swapRefused(4, 5, K, "a", "b"));
    assertNotLinearizable(
        new Timeline()
            .put(1, 2, K, "a")
            .swapRefused(4, 5, K, "a", "b")
            .unknown(6, Transaction.put(K, "unseen")));
  }

  @Test
  void oneUnknownDeleteExplainsOneAbsence() {
    Timeline once =
        new Timeline()
            .put(1, 2, K, "a")
            .unknown(3, Transaction.delete(K))
            .getNothing(4, 5, K)
            .put(6, 7, K, "b")
            .get(8, 9, K, "b");

    assertLinearizable(once);
    assertNotLinearizable(once.getNothing(10, 11, K));
  }

  @Test
  void anUnknownSwapNeedsItsValue() {
    assertLinearizable(
        new Timeline().put(1, 2, K, "a").unknown(3, Timeline.swap(K, "a", "b")).get(4, 5, K, "b"));
    assertNotLinearizable(
        new Timeline().put(1, 2, K, "x").unknown(3, Timeline.swap(K, "a", "b")).get(4, 5, K, "b"));
  }

  @Test
  void aReadOfUnknownOutcomeProvesNothing() {
    assertLinearizable(new Timeline().unknown(1, Transaction.get(K)).put(2, 3, K, "a"));
  }

  @Test
  void revisionsThatGoBackAreFound() {
    assertNotLinearizable(new Timeline().put(1, 2, K, "a", 5).put(3, 4, K, "b", 4));
    assertNotLinearizable(new Timeline().put(1, 2, K, "a", 5).put(3, 4, K, "b", 5));
    assertLinearizable(
        new Timeline().put(1, 9, K, "a", 5).put(1, 9, K, "b", 4).get(10, 11, K, "a", 5));
    assertNotLinearizable(
        new Timeline().put(1, 9, K, "a", 5).put(1, 9, K, "b", 4).get(10, 11, K, "b", 4));
  }

  @Test
  void aReadThatTellsAnotherRevisionThanTheWriteIsFound() {
    assertNotLinearizable(new Timeline().put(1, 2, K, "a", 5).get(3, 4, K, "a", 6));
  }

  @Test
  void keysAreJudgedOneByOne() {
    Verdict verdict =
        new LinearizabilityChecker()
            .check(
                new Timeline()
                    .put(1, 2, "good", "a")
                    .get(3, 4, "good", "a")
                    .put(1, 2, "bad", "a")
                    .getNothing(3, 4, "bad")
                    .history());

    assertThat(verdict)
        .isInstanceOfSatisfying(
            Verdict.NotLinearizable.class,
            found -> assertThat(found.keys()).containsExactly("bad"));
  }

  @Test
  void aTransactionThatIsSeenHalfIsFound() {
    Transaction both = Transaction.of(new Step.Put("x", "1"), new Step.Put("y", "1"));
    Timeline timeline =
        new Timeline().put(1, 2, "x", "0").put(1, 2, "y", "0").add(3, 20, both, Outcome.written(0));
    Transaction readBoth = Transaction.of(new Step.Get("x"), new Step.Get("y"));

    assertLinearizable(timeline.add(4, 5, readBoth, sawBoth("0", "0")));
    assertLinearizable(timeline.add(6, 7, readBoth, sawBoth("1", "1")));
    assertNotLinearizable(timeline.add(8, 9, readBoth, sawBoth("1", "0")));
  }

  @Test
  void aHalfSeenTransactionOfUnknownOutcomeIsFoundBySingleReads() {
    Transaction both = Transaction.of(new Step.Put("x", "1"), new Step.Put("y", "1"));
    Timeline timeline = new Timeline().put(1, 2, "y", "0").unknown(3, both).get(4, 5, "x", "1");

    assertNotLinearizable(timeline.get(6, 7, "y", "0"));
  }

  @Test
  void writeSkewIsFound() {
    Timeline timeline = new Timeline().put(1, 2, "x", "on").put(1, 2, "y", "on");
    timeline.add(3, 9, offIfOtherIsOn("x", "y"), Outcome.written(0));

    assertLinearizable(timeline);
    assertNotLinearizable(timeline.add(3, 9, offIfOtherIsOn("y", "x"), Outcome.written(0)));
  }

  private static Transaction offIfOtherIsOn(String off, String other) {
    return new Transaction(
        List.of(Guard.valueIs(other, "on")), List.of(new Step.Put(off, "off")), List.of());
  }

  @Test
  void aTransactionSeesItsOwnSteps() {
    Transaction writeAndRead = Transaction.of(new Step.Put(K, "a"), new Step.Get(K));

    assertLinearizable(new Timeline().add(1, 2, writeAndRead, Outcome.saw("a", 0)));
    assertNotLinearizable(new Timeline().add(1, 2, writeAndRead, Outcome.sawNothing()));
  }

  @Test
  void theFailureBranchIsCarriedOutWhenAGuardDoesNotHold() {
    Transaction either =
        new Transaction(
            List.of(Guard.present(K)),
            List.of(new Step.Delete(K)),
            List.of(new Step.Put(K, "made")));
    Outcome failed = new Done(new Result(false, Outcome.UNTOLD, List.of()));

    assertLinearizable(new Timeline().add(1, 2, either, failed).get(3, 4, K, "made"));
    assertNotLinearizable(new Timeline().add(1, 2, either, failed).getNothing(3, 4, K));
    assertNotLinearizable(new Timeline().put(1, 2, K, "a").add(3, 4, either, failed));
  }

  @Test
  void aDeleteThatLeftTheRevisionMayNeedAWriteOfUnknownOutcome() {
    Transaction readAndPut = Transaction.of(new Step.Get("other"), new Step.Put(K, "v"));
    Outcome first = new Done(new Result(true, 10, List.of(Outcome.Sight.NOTHING)));
    Timeline timeline = new Timeline().add(1, 10, readAndPut, first);

    assertLinearizable(
        timeline
            .unknown(2, Transaction.delete(K))
            .put(21, 46, "other", "w", 30)
            .add(25, 50, Transaction.delete(K), Outcome.written(30)));
  }

  @Test
  void aSearchThatIsTooLongIsUndecided() {
    Timeline timeline = new Timeline();
    for (int n = 0; n < 20; n++) {
      timeline.put(1, 100, K, "v" + n);
    }
    timeline.add(
        1, 100, Transaction.compareAndSet(Guard.revisionIs(K, 9), "x"), Outcome.written(3));
    timeline.put(101, 102, K, "y", 2);

    Verdict verdict = new LinearizabilityChecker(1_000).check(timeline.history());

    assertThat(verdict).isInstanceOf(Verdict.Undecided.class);
    assertThat(verdict.toString()).contains("undecided in [k] after 1001 configurations");
  }

  @Test
  void theWitnessExplainsEveryAnswer() {
    Verdict verdict =
        new LinearizabilityChecker()
            .check(
                new Timeline().put(1, 9, K, "a").put(2, 8, K, "b").get(10, 11, K, "a").history());

    assertThat(verdict)
        .isInstanceOfSatisfying(
            Verdict.Linearizable.class,
            found ->
                assertThat(found.witness().get(K))
                    .extracting(operation -> operation.transaction().toString())
                    .containsExactly("put k=b", "put k=a", "get k"));
  }
}
