package io.kvasir.edge.tracing;

import static org.assertj.core.api.Assertions.assertThat;

import io.kvasir.contract.PeerMessageSamples;
import io.kvasir.core.bytes.Bytes;
import io.kvasir.core.node.NodeId;
import io.kvasir.engine.port.PeerMessage;
import io.kvasir.engine.port.Trace;
import io.kvasir.service.RequestTrace;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TracerTest {
  private static final NodeId A = new NodeId("a");
  private static final NodeId B = new NodeId("b");
  private static final String TRACE = "4bf92f3577b34da6a3ce929d0e0e4736";
  private static final String SAMPLED = "00-" + TRACE + "-00f067aa0ba902b7-01";
  private static final String UNSAMPLED = "00-" + TRACE + "-00f067aa0ba902b7-00";
  private static final long CLIENT = 0x00f067aa0ba902b7L;
  private static final Map<String, PeerMessage> MESSAGES = PeerMessageSamples.all();
  private static final PeerMessage QUESTION =
      Objects.requireNonNull(MESSAGES.get("replicate-register"));
  private static final PeerMessage ANSWER = Objects.requireNonNull(MESSAGES.get("replicated"));

  private final List<Span> ofA = new ArrayList<>();
  private final List<Span> ofB = new ArrayList<>();
  private final Tracer a = new Tracer(0, ofA::add);
  private final Tracer b = new Tracer(0, ofB::add);

  @BeforeEach
  void switchOn() {
    Trace.switchOn();
  }

  @AfterEach
  void nobodyIsWorkedForAnyMore() {
    assertThat(Trace.current()).isNull();
  }

  private RequestTrace sampled() {
    return Objects.requireNonNull(a.begin("http", SAMPLED));
  }

  /** What is sent for a trace. */
  private static List<Bytes> send(Tracer from, NodeId to, PeerMessage message, Trace trace) {
    Trace before = Trace.enter(trace);
    try {
      return from.sending(to, message);
    } finally {
      Trace.leave(before);
    }
  }

  private static Span named(List<Span> spans, String name) {
    return spans.stream().filter(span -> span.name().equals(name)).findFirst().orElseThrow();
  }

  @Test
  void aRequestWithinATraceIsOneSpanAndItsWorkAnother() {
    RequestTrace request = sampled();
    request.serve("put");
    request.served();
    request.ended(200);
    request.ended(500);

    Span whole = named(ofA, "http put");
    assertThat(ofA).hasSize(2);
    assertThat(request.id()).isEqualTo(TRACE);
    assertThat(whole.parent()).isEqualTo(CLIENT);
    assertThat(whole.kind()).isEqualTo(Span.Kind.SERVER);
    assertThat(whole.failed()).isFalse();
    assertThat(named(ofA, "service put").parent()).isEqualTo(whole.context().span());
    assertThat(ofA).allMatch(span -> span.context().traceId().equals(TRACE));
    assertThat(ofA).allMatch(span -> span.startNanos() <= span.endNanos());
  }

  @Test
  void aDefectIsAFailedSpan() {
    RequestTrace request = sampled();
    request.ended(500);

    assertThat(ofA).singleElement().matches(Span::failed);
  }

  @Test
  void whatTheClientDoesNotRecordIsNotTraced() {
    assertThat(new Tracer(1, ofA::add).begin("http", UNSAMPLED)).isNull();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "00",
        "00-00000000000000000000000000000000-00f067aa0ba902b7-01",
        "00-4bf92f3577b34da6a3ce929d0e0e4736-0000000000000000-01",
        "ff-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01",
        "00-4BF92F3577B34DA6A3CE929D0E0E4736-00f067aa0ba902b7-01",
        "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01-more",
        "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01\n"
      })
  void whatIsMalformedIsAsIfNothingWasSaid(String traceparent) {
    assertThat(a.begin("http", traceparent)).isNull();
    RequestTrace own = Objects.requireNonNull(new Tracer(1, ofA::add).begin("http", traceparent));
    own.ended(200);

    assertThat(own.id()).isNotEqualTo(TRACE);
    assertThat(ofA).singleElement().matches(span -> span.parent() == 0);
  }

  @Test
  void aShareOfTheOthersIsTraced() {
    Tracer some = new Tracer(0.25, ofA::add);
    int traced = 0;
    for (int i = 0; i < 4_000; i++) {
      traced += some.begin("http", "") == null ? 0 : 1;
    }

    assertThat(traced).isBetween(700, 1_300);
  }

  @Test
  void aQuestionAndItsAnswerAreASpanAtEachNode() {
    Trace work = sampled().serve("put");
    List<Bytes> asked = send(a, B, QUESTION, work);
    List<Bytes> answered = new ArrayList<>();
    b.receiving(A, QUESTION, asked, () -> answered.addAll(b.sending(A, ANSWER)));
    List<Trace> next = new ArrayList<>();
    a.receiving(B, ANSWER, answered, () -> next.add(Trace.current()));

    Span question = ofA.getFirst();
    Span answer = ofB.getFirst();
    assertThat(question.name()).isEqualTo("replicate");
    assertThat(question.kind()).isEqualTo(Span.Kind.CLIENT);
    assertThat(question.parent()).isEqualTo(((OpenSpan) work).context().span());
    assertThat(question.attributes()).contains(new Span.Attribute.Text("kvasir.peer", "b"));
    assertThat(answer.kind()).isEqualTo(Span.Kind.SERVER);
    assertThat(answer.parent()).isEqualTo(question.context().span());
    assertThat(answer.context().traceId()).isEqualTo(TRACE);
    assertThat(next).as("what follows is for the request").containsExactly(work);
    assertThat(a.underWay() + b.underWay()).isZero();
  }

  @Test
  void anAnswerThatComesTwiceOrFromElsewhereEndsNothing() {
    List<Bytes> asked = send(a, B, QUESTION, sampled().serve("put"));
    List<Bytes> answered = new ArrayList<>();
    b.receiving(A, QUESTION, asked, () -> answered.addAll(b.sending(A, ANSWER)));

    a.receiving(new NodeId("c"), ANSWER, answered, () -> assertThat(Trace.current()).isNull());
    assertThat(ofA).isEmpty();
    a.receiving(B, ANSWER, answered, () -> assertThat(Trace.current()).isNotNull());
    a.receiving(B, ANSWER, answered, () -> assertThat(Trace.current()).isNull());
    assertThat(ofA).hasSize(1);
  }

  @Test
  void whatIsDoneForSeveralIsWithinTheFirstAndPointsToTheOthers() {
    OpenSpan first = (OpenSpan) sampled().serve("put");
    OpenSpan second = (OpenSpan) sampled().serve("put");
    List<Bytes> asked = send(a, B, QUESTION, first.with(List.of(second)));
    List<Bytes> answered = new ArrayList<>();
    b.receiving(A, QUESTION, asked, () -> answered.addAll(b.sending(A, ANSWER)));
    a.receiving(B, ANSWER, answered, () -> {});

    assertThat(ofA.getFirst().parent()).isEqualTo(first.context().span());
    assertThat(ofA.getFirst().links()).containsExactly(second.context());
  }

  @Test
  void whatWasNotSentHasFailed() {
    List<Bytes> marks = send(a, B, QUESTION, sampled().serve("put"));
    a.refused(marks);

    assertThat(ofA).singleElement().matches(Span::failed);
    assertThat(a.underWay()).isZero();
  }

  @Test
  void whatNobodyAnswersEndsInTime() {
    List<Bytes> marks = send(a, B, QUESTION, sampled().serve("put"));
    b.receiving(A, QUESTION, marks, () -> {});
    long now = System.nanoTime();
    a.sweep(now);
    b.sweep(now);
    assertThat(ofA).isEmpty();

    a.sweep(now + Tracer.PATIENCE_NANOS + 1);
    b.sweep(now + Tracer.PATIENCE_NANOS + 1);

    assertThat(ofA.getFirst().attributes())
        .contains(new Span.Attribute.Text("kvasir.answered", "false"));
    assertThat(ofB).hasSize(1);
    assertThat(a.underWay() + b.underWay()).isZero();
  }

  @Test
  void questionsUnderWayAreBounded() {
    Trace work = sampled().serve("put");
    for (int i = 0; i < Tracer.QUESTIONS; i++) {
      assertThat(send(a, B, QUESTION, work)).hasSize(1);
    }

    assertThat(send(a, B, QUESTION, work)).isEmpty();
  }

  @Test
  void whatIsNotForARequestHasNoMarks() {
    assertThat(a.sending(B, QUESTION)).isEmpty();
    Trace work = sampled().serve("put");
    assertThat(send(a, B, ANSWER, work)).as("nobody asked").isEmpty();
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 24, 25, 26, 64})
  void strangeMarksAreNone(int length) {
    List<Bytes> marks = List.of(Bytes.copyOf(new byte[length]));

    b.receiving(A, QUESTION, marks, () -> assertThat(Trace.current()).isNull());

    assertThat(b.underWay()).isZero();
  }

  @Test
  void everyKindOfMessageHasAName() {
    assertThat(MESSAGES.values())
        .allSatisfy(message -> assertThat(MessageRole.nameOf(message)).matches("[a-z]+( [a-z]+)*"));
  }
}
