package io.kvasir.edge.tcp;

import io.kvasir.edge.tcp.proto.ClientProto;
import io.kvasir.engine.port.Trace;
import io.kvasir.service.ByteBudget;
import io.kvasir.service.RequestLog;
import io.kvasir.service.RequestObserver;
import io.kvasir.service.RequestObservers;
import io.kvasir.service.RequestTrace;
import io.kvasir.service.problem.Diagnoses;
import io.vertx.core.buffer.Buffer;
import java.util.Optional;
import java.util.function.Consumer;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** One request and its answer. */
final class Exchange {
  private static final Logger LOG = Logger.getLogger(Exchange.class);

  private static final int LENGTH_BYTES = 4;

  /**
   * An answer as it goes over the wire.
   *
   * @param share what request and answer hold of the budget, until it has gone
   * @param sent called when it has gone, or the client has
   */
  record Reply(Buffer frame, ByteBudget.Share share, Runnable sent) {}

  private final int id;
  private final String client;
  private final Call call;
  private final ByteBudget.Share share;
  private final int bytes;
  private final @Nullable RequestTrace trace;
  private final long startNanos = System.nanoTime();

  /**
   * @param client the address that it comes from
   * @param share what the request holds of the budget
   * @param bytes of its frame
   * @param trace of it; null when it is not traced
   */
  Exchange(
      int id,
      String client,
      Call call,
      ByteBudget.Share share,
      int bytes,
      @Nullable RequestTrace trace) {
    this.trace = trace;
    this.id = id;
    this.client = client;
    this.bytes = bytes;
    this.call = call;
    this.share = share;
  }

  Scope scope() {
    return call.scope();
  }

  /**
   * Carries the request out.
   *
   * @param done called once, on any thread
   */
  void begin(Consumer<Answer> done) {
    Trace before = Trace.enter(trace == null ? null : trace.serve(operation()));
    try {
      call.work().get().subscribe().with(done, failure -> done.accept(explain(failure)));
    } catch (RuntimeException failure) {
      done.accept(explain(failure));
    } finally {
      Trace.leave(before);
    }
  }

  /** What went wrong; what nobody foresaw is logged. */
  private Answer explain(Throwable failure) {
    if (failure instanceof Rejected rejected) {
      return Answer.refusal(rejected.diagnosis());
    }
    LOG.errorf(
        failure, "event=request_failed protocol=tcp request_id=%d operation=%s", id, operation());
    return Answer.refusal(Diagnoses.internal());
  }

  private String operation() {
    return call.operation();
  }

  /**
   * The frame of an answer. What was only read is withheld when there is no room for it; what was
   * done is told in any case. Whoever has it finds it counted already.
   */
  Reply reply(Answer answer, RequestObservers observers) {
    if (trace != null) {
      trace.served();
    }
    Answer told = answer;
    int bytes = answer.response().getSerializedSize();
    if (!share.grow(bytes)) {
      if (call.reading()) {
        told = Answer.refusal(Diagnoses.overloaded("The node holds too many answers."));
      } else {
        share.take(bytes);
      }
    }
    observers
        .metrics()
        .onAnswered(
            new RequestObserver.Answered(
                "tcp", operation(), told.type(), told.status(), System.nanoTime() - startNanos));
    Buffer frame = frame(told.response().toBuilder().setRequestId(id).build());
    int status = told.status();
    return new Reply(frame, share, () -> ended(status, frame.length(), observers.log()));
  }

  private void ended(int status, int sent, RequestLog log) {
    if (trace != null) {
      trace.ended(status);
    }
    if (log.isOn()) {
      log.onEnded(
          new RequestLog.Ended(
              "tcp",
              Integer.toUnsignedString(id),
              client,
              operation(),
              call.scope() instanceof Scope.OfKey of ? Optional.of(of.bucket()) : Optional.empty(),
              status,
              bytes,
              sent,
              System.nanoTime() - startNanos,
              Optional.ofNullable(trace).map(RequestTrace::id)));
    }
  }

  static Buffer frame(ClientProto.Response response) {
    byte[] bytes = response.toByteArray();
    return Buffer.buffer(LENGTH_BYTES + bytes.length).appendInt(bytes.length).appendBytes(bytes);
  }
}
