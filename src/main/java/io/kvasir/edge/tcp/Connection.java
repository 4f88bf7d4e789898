package io.kvasir.edge.tcp;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import io.kvasir.edge.tcp.proto.ClientProto;
import io.kvasir.service.ByteBudget;
import io.kvasir.service.RequestObservers;
import io.kvasir.service.RequestTrace;
import io.kvasir.service.RequestTraces;
import io.kvasir.service.problem.Diagnoses;
import io.kvasir.service.problem.Diagnosis;
import io.kvasir.service.problem.ProblemType;
import io.netty.channel.ChannelFuture;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.net.NetSocket;
import io.vertx.core.net.impl.NetSocketInternal;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * One client. Lives on the event loop of its socket.
 *
 * <pre>
 * OPEN       frames are read, and requests begun, while the pipeline and the socket have room
 * ENDING     nothing is read; once all that was read is answered, the client is told why it ends
 * LINGERING  it was told; what still comes is thrown away until it hangs up or is cut off, since
 *            to close at once could make it lose the answers
 * CLOSED
 * </pre>
 */
final class Connection {
  private static final Logger LOG = Logger.getLogger(Connection.class);

  private static final long LINGER_MILLIS = 1_000;
  private static final long MAX_ROUND_MILLIS = 1_000;
  private static final long MIN_ROUND_MILLIS = 10;

  /** As many ready answers leave in one write. */
  private static final int WRITE_BYTES = 64 * 1024;

  private enum State {
    OPEN,
    ENDING,
    LINGERING,
    CLOSED
  }

  /** What all connections share. */
  record Shared(
      Vertx vertx,
      TcpSettings settings,
      Desk desk,
      ByteBudget budget,
      RequestObservers observers,
      TcpStatistics statistics) {}

  private record Answered(Pipeline.Slot<Exchange, Exchange.Reply> slot, Answer answer) {}

  private final Shared shared;
  private final NetSocket socket;
  private final Context context;
  private final Consumer<Connection> onClosed;
  private final String client;
  private final FrameReader reader;
  private final Pipeline<Exchange, Exchange.Reply> pipeline;
  private final WatchStreams watches;
  private final Vigil vigil;

  /** Answers that other threads gave; no more than there are requests under way. */
  private final Queue<Answered> answered = new ConcurrentLinkedQueue<>();

  private final AtomicBoolean isTakingDue = new AtomicBoolean();
  private State state = State.OPEN;
  private Diagnosis farewell = Diagnoses.internal();
  private TcpStatistics.End end = TcpStatistics.End.CLIENT;
  private boolean listening = true;
  private boolean isFirst = true;
  private long timer = -1;

  /**
   * @param onClosed called once, when the connection is no more
   */
  Connection(Shared shared, NetSocket socket, Consumer<Connection> onClosed) {
    TcpSettings settings = shared.settings();
    this.shared = shared;
    this.socket = socket;
    this.context = shared.vertx().getOrCreateContext();
    this.onClosed = onClosed;
    this.client = socket.remoteAddress().hostAddress();
    this.reader = new FrameReader(settings.frameBytes(), shared.budget());
    this.pipeline = new Pipeline<>(settings.requestsInFlight(), settings.bytesInFlight());
    this.watches =
        new WatchStreams(settings.watches(), pipeline::isOutOfOrder, this::onLoop, this::advance);
    this.vigil =
        new Vigil(settings.frameTimeoutMillis(), settings.idleTimeoutMillis(), nowMillis());
  }

  private static long nowMillis() {
    return TimeUnit.NANOSECONDS.toMillis(System.nanoTime());
  }

  private void onLoop(Runnable task) {
    context.runOnContext(on -> task.run());
  }

  /** Begins to read. */
  void open() {
    socket.closeHandler(closed -> close());
    socket.exceptionHandler(broken -> abort());
    socket.drainHandler(drained -> onDrained());
    socket.handler(this::receive);
    TcpSettings settings = shared.settings();
    long shortest = Math.min(settings.frameTimeoutMillis(), settings.idleTimeoutMillis());
    long round = Math.max(MIN_ROUND_MILLIS, Math.min(MAX_ROUND_MILLIS, shortest / 4));
    timer = shared.vertx().setPeriodic(round, id -> goRound());
  }

  /** The client takes what is said, if slowly, also when the next answer is too much again. */
  private void onDrained() {
    vigil.onStall(false, nowMillis());
    advance();
  }

  /** Answers what was read, tells the client that the node stops, and ends. From any thread. */
  void stop() {
    context.runOnContext(
        on -> {
          finish(Diagnoses.stopping(), TcpStatistics.End.STOPPED);
          advance();
        });
  }

  /** Ends it, whatever is under way. From any thread. */
  void cut() {
    context.runOnContext(on -> abort());
  }

  /** Hangs up; {@code socket.close()} would wait until the client has taken all that was said. */
  private void abort() {
    if (socket instanceof NetSocketInternal internal) {
      ChannelFuture _ = internal.channelHandlerContext().close();
    } else {
      socket.close();
    }
  }

  private void receive(Buffer chunk) {
    shared.statistics().onReceived(chunk.length());
    if (state == State.OPEN) {
      vigil.onActivity(nowMillis());
      reader.offer(chunk);
      advance();
    }
  }

  /** Does all that can be done now. */
  private void advance() {
    if (state == State.CLOSED || state == State.LINGERING) {
      return;
    }
    boolean moved = true;
    while (moved) {
      write();
      moved = read();
    }
    if (state == State.ENDING && pipeline.size() == 0 && !watches.isReady()) {
      bidFarewell();
    } else {
      heed();
    }
  }

  /** Sends what is ready, as long as the client takes it. */
  private void write() {
    while (!socket.writeQueueFull()) {
      List<Exchange.Reply> ready = ready();
      if (ready.isEmpty()) {
        return;
      }
      send(ready);
    }
  }

  private List<Exchange.Reply> ready() {
    List<Exchange.Reply> ready = new ArrayList<>();
    int bytes = 0;
    while (bytes < WRITE_BYTES) {
      Optional<Exchange.Reply> reply = pipeline.next().or(watches::next);
      if (reply.isEmpty()) {
        break;
      }
      ready.add(reply.get());
      bytes += reply.get().frame().length();
    }
    return ready;
  }

  private void send(List<Exchange.Reply> replies) {
    Buffer frames = joined(replies);
    vigil.onActivity(nowMillis());
    shared.statistics().onSent(frames.length());
    socket
        .write(frames)
        .onComplete(
            gone ->
                replies.forEach(
                    reply -> {
                      reply.share().giveBack();
                      reply.sent().run();
                    }));
  }

  private static Buffer joined(List<Exchange.Reply> replies) {
    if (replies.size() == 1) {
      return replies.getFirst().frame();
    }
    Buffer frames = Buffer.buffer();
    replies.forEach(reply -> frames.appendBuffer(reply.frame()));
    return frames;
  }

  /** Reads one frame, if there is room; whether there may be more to do. */
  private boolean read() {
    if (state != State.OPEN || pipeline.isFull()) {
      return false;
    }
    return switch (reader.next()) {
      case FrameReader.Read.Frame(ByteString bytes, ByteBudget.Share share) -> {
        vigil.onFrame(reader.isWithinFrame(), true, nowMillis());
        admit(bytes, share);
        yield true;
      }
      case FrameReader.Read.Incomplete() -> {
        vigil.onFrame(reader.isWithinFrame(), false, nowMillis());
        yield false;
      }
      case FrameReader.Read.Oversized() -> {
        long limit = shared.settings().frameBytes();
        finish(Diagnoses.tooLarge("frame", limit, "bytes"), TcpStatistics.End.OVERSIZED_FRAME);
        yield false;
      }
      case FrameReader.Read.Overloaded() -> {
        finish(
            Diagnoses.overloaded("The node holds too many requests."),
            TcpStatistics.End.OVERLOADED);
        yield false;
      }
    };
  }

  private void admit(ByteString bytes, ByteBudget.Share share) {
    try {
      ClientProto.Request request = ClientProto.Request.parseFrom(bytes);
      Call call = shared.desk().understand(request, isFirst, watches);
      isFirst = false;
      Exchange exchange =
          new Exchange(request.getRequestId(), client, call, share, bytes.size(), traceOf(request));
      pipeline.admit(exchange, call.scope(), bytes.size());
      beginWhatMay();
    } catch (InvalidProtocolBufferException malformed) {
      share.giveBack();
      finish(
          Diagnosis.of(ProblemType.MALFORMED_FRAME, "The frame is no Request."),
          TcpStatistics.End.MALFORMED_FRAME);
    }
  }

  private @Nullable RequestTrace traceOf(ClientProto.Request request) {
    RequestTraces traces = shared.observers().traces();
    return traces.isOn() ? traces.begin("tcp", request.getTraceparent()) : null;
  }

  private void beginWhatMay() {
    for (Pipeline.Slot<Exchange, Exchange.Reply> slot : pipeline.startable()) {
      slot.request()
          .begin(
              answer -> {
                answered.add(new Answered(slot, answer));
                if (isTakingDue.compareAndSet(false, true)) {
                  onLoop(this::takeAnswers);
                }
              });
    }
  }

  /** Answers are there, after which others may begin. */
  private void takeAnswers() {
    isTakingDue.set(false);
    Answered next = answered.poll();
    while (next != null) {
      try {
        take(next.slot(), next.answer());
      } catch (RuntimeException defect) {
        LOG.error("event=answer_failed protocol=tcp", defect);
        abort();
      }
      next = answered.poll();
    }
    beginWhatMay();
    if (state == State.CLOSED) {
      discard();
    }
    advance();
  }

  private void take(Pipeline.Slot<Exchange, Exchange.Reply> slot, Answer answer) {
    pipeline.answer(slot, slot.request().reply(answer, shared.observers()));
    if (answer.response().getHello().getOutOfOrder()) {
      pipeline.allowDisorder();
    }
    follow(answer.sequel());
  }

  /** What fails in it concerns no other answer. */
  private static void follow(Runnable sequel) {
    try {
      sequel.run();
    } catch (RuntimeException defect) {
      LOG.error("event=sequel_failed protocol=tcp", defect);
    }
  }

  /** Listens to the client only while there is room for what it says. */
  private void heed() {
    boolean full = socket.writeQueueFull();
    vigil.onStall(full, nowMillis());
    boolean wants = state == State.OPEN && !full && !pipeline.isFull();
    if (wants != listening) {
      listening = wants;
      if (wants) {
        socket.resume();
      } else {
        socket.pause();
      }
    }
  }

  /** Reads no more, and ends when all is answered. The first reason counts. */
  private void finish(Diagnosis why, TcpStatistics.End kind) {
    if (state == State.OPEN) {
      state = State.ENDING;
      farewell = why;
      end = kind;
      reader.close();
      watches.end(why);
    }
  }

  private void bidFarewell() {
    state = State.LINGERING;
    socket.write(farewell(farewell));
    socket.resume();
    shared.vertx().setTimer(LINGER_MILLIS, late -> abort());
  }

  /** What is said to a client whose connection ends. */
  static Buffer farewell(Diagnosis why) {
    return Exchange.frame(ClientProto.Response.newBuilder().setError(Errors.of(why)).build());
  }

  private void goRound() {
    boolean busy = pipeline.size() > 0 || watches.isAny();
    switch (vigil.judge(listening, busy, watches.isAny(), nowMillis())) {
      case PATIENT -> {}
      case SLOW_WATCHER -> watches.cutOff(Diagnoses.slowConsumer());
      case SLOW_READER -> {
        end = TcpStatistics.End.SLOW_READER;
        abort();
      }
      case SLOW_FRAME ->
          finish(late("A frame took too long to arrive."), TcpStatistics.End.SLOW_FRAME);
      case IDLE -> finish(late("Nothing has happened for too long."), TcpStatistics.End.IDLE);
    }
    advance();
  }

  private static Diagnosis late(String detail) {
    return Diagnosis.of(ProblemType.REQUEST_TIMEOUT, detail).withRetryable(true);
  }

  private void close() {
    state = State.CLOSED;
    shared.vertx().cancelTimer(timer);
    reader.close();
    watches.close();
    discard();
    shared.statistics().onEnd(end);
    onClosed.accept(this);
  }

  /** Gives back what the answers hold that nobody waits for any more. */
  private void discard() {
    Optional<Exchange.Reply> unsent = pipeline.next();
    while (unsent.isPresent()) {
      unsent.get().share().giveBack();
      unsent.get().sent().run();
      unsent = pipeline.next();
    }
  }
}
