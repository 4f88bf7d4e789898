package io.kvasir.core.burial;

import static org.assertj.core.api.Assertions.assertThat;

import io.kvasir.contract.States;
import io.kvasir.core.bucket.EntryKey;
import io.kvasir.core.burial.Agreement.Effect;
import io.kvasir.core.burial.Agreement.Event;
import io.kvasir.core.burial.BurialMessage.Answer;
import io.kvasir.core.burial.BurialMessage.Grave;
import io.kvasir.core.burial.BurialMessage.Question;
import io.kvasir.core.crdt.Remains;
import io.kvasir.core.node.NodeId;
import io.kvasir.core.time.HybridTimestamp;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class AgreementTest {
  private static final NodeId A = new NodeId("a");
  private static final NodeId B = new NodeId("b");
  private static final NodeId OTHER = new NodeId("c");
  private static final EntryKey K = States.entry("s", "k");
  private static final EntryKey L = States.entry("s", "l");
  private static final HybridTimestamp LATE = new HybridTimestamp(9, 0);

  private final Agreement agreement =
      new Agreement(List.of(A, B), List.of(A, B, OTHER), List.of(K, L));

  @Test
  void asksReplicasForTheKeysAndTheOthersForTheirDeltas() {
    assertThat(agreement.start())
        .containsExactly(
            new Effect.Ask(A, new Question.Survey(List.of(K, L))),
            new Effect.Ask(B, new Question.Survey(List.of(K, L))),
            new Effect.Ask(OTHER, new Question.Survey(List.of())));
  }

  @Test
  void asksAgainWhenAllHaveSaidWhatTheyOwe() {
    assertThat(surveyed(10, 0))
        .containsExactly(
            new Effect.Ask(A, new Question.Confirm(70, LATE)),
            new Effect.Ask(B, new Question.Confirm(70, LATE)),
            new Effect.Ask(OTHER, new Question.Confirm(70, LATE)));
  }

  @Test
  void fencesAboveAllClocksAndThenBuriesWhatRemainsWithEach() {
    assertThat(confirmed(10, 0))
        .containsExactly(
            new Effect.Ask(A, new Question.Fence(41, List.of(K, L))),
            new Effect.Ask(B, new Question.Fence(41, List.of(K, L))),
            new Effect.Ask(OTHER, new Question.Fence(41, List.of())));
    tell(A, remaining(1, 10, 12));
    tell(OTHER, remaining(1));
    assertThat(agreement.on(new Event.Answered(B, remaining(1, 0, 12))))
        .containsExactly(
            new Effect.Bury(A, 41, List.of(new Grave(K, 10), new Grave(L, 12))),
            new Effect.Bury(B, 41, List.of(new Grave(L, 12))),
            end(2));
  }

  @Test
  void leavesAKeyThatShowsSomewhere() {
    assertThat(confirmed(10, Remains.VISIBLE)).hasSize(3);
    tell(OTHER, remaining(1));
    tell(A, remaining(1, 10, 12));

    assertThat(agreement.on(new Event.Answered(B, remaining(1, 0, 12))))
        .contains(new Effect.Bury(A, 41, List.of(new Grave(L, 12))), end(1));
  }

  /** As when what somebody still owed to a replica has reached it. */
  @Test
  void leavesAKeyThatChangedMeanwhile() {
    assertThat(confirmed(10, 0)).hasSize(3);
    tell(OTHER, remaining(1));
    tell(A, remaining(1, 10, 13));

    assertThat(agreement.on(new Event.Answered(B, remaining(1, 11, 12)))).containsExactly(end(0));
  }

  @Test
  void startsOverWhenAProcessIsAnotherOne() {
    assertThat(surveyed(10, 0)).hasSize(3);
    assertThat(agreement.on(new Event.Answered(A, new Answer.Delivered(2, 8))))
        .containsExactly(end(0));
    assertThat(agreement.on(new Event.Answered(B, new Answer.Delivered(1, 8)))).isEmpty();
  }

  @Test
  void startsOverWhenAProcessIsAnotherOneAtTheFence() {
    assertThat(confirmed(10, 0)).hasSize(3);

    assertThat(agreement.on(new Event.Answered(A, remaining(2, 10, 12)))).containsExactly(end(0));
  }

  @Test
  void waitsForWhoOwesAndNamesHimInTheEnd() {
    assertThat(surveyed(10, 0)).hasSize(3);
    tell(A, new Answer.Delivered(1, 8));
    tell(B, new Answer.Delivered(1, 8));
    assertThat(agreement.on(new Event.Answered(OTHER, new Answer.Owing())))
        .containsExactly(new Effect.Wait());

    List<Effect> again = agreement.on(new Event.Waited());

    assertThat(again).containsExactly(new Effect.Ask(OTHER, new Question.Confirm(70, LATE)));
    List<Effect> last = List.of();
    for (int i = 0; i < 20 && !last.contains(end(0, OTHER)); i++) {
      last = agreement.on(new Event.Answered(OTHER, new Answer.Owing()));
      assertThat(agreement.on(new Event.Waited())).hasSizeLessThan(2);
    }
    assertThat(last).containsExactly(end(0, OTHER));
  }

  @Test
  void goesOnWhenNothingIsOwedAnyMore() {
    assertThat(surveyed(10, 0)).hasSize(3);
    tell(A, new Answer.Delivered(1, 8));
    tell(OTHER, new Answer.Delivered(1, 40));
    assertThat(agreement.on(new Event.Answered(B, new Answer.Owing())))
        .containsExactly(new Effect.Wait());
    assertThat(agreement.on(new Event.Waited())).hasSize(1);

    assertThat(agreement.on(new Event.Answered(B, new Answer.Delivered(1, 8)))).hasSize(3);
  }

  @Test
  void namesWhoDoesNotAnswerOrIsNotReady() {
    assertThat(agreement.start()).hasSize(3);
    assertThat(agreement.on(new Event.Missed(OTHER))).containsExactly(end(0, OTHER));

    Agreement second = new Agreement(List.of(A, B), List.of(A, B), List.of(K));
    assertThat(second.start()).hasSize(2);
    assertThat(second.on(new Event.Answered(B, new Answer.NotReady()))).containsExactly(end(0, B));
  }

  /** The first key remains so with A, and so with B; the other one alike. */
  private List<Effect> surveyed(long withA, long withB) {
    assertThat(agreement.start()).hasSize(3);
    tell(A, remaining(1, withA, 12));
    tell(B, remaining(1, withB, 12));
    return agreement.on(new Event.Answered(OTHER, remaining(1)));
  }

  /** Who is no replica is further than they are. */
  private List<Effect> confirmed(long withA, long withB) {
    assertThat(surveyed(withA, withB)).hasSize(3);
    tell(A, new Answer.Delivered(1, 8));
    tell(B, new Answer.Delivered(1, 9));
    return agreement.on(new Event.Answered(OTHER, new Answer.Delivered(1, 40)));
  }

  private void tell(NodeId from, Answer answer) {
    assertThat(agreement.on(new Event.Answered(from, answer))).isEmpty();
  }

  private static Answer remaining(long life, long... remains) {
    return new Answer.Remaining(
        life,
        70,
        LongStream.of(remains).boxed().toList(),
        remains.length > 0 ? LATE : HybridTimestamp.ZERO);
  }

  private static Effect end(int buried, NodeId... blocking) {
    return new Effect.End(buried, new TreeSet<>(List.of(blocking)));
  }
}
