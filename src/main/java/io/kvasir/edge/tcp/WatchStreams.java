package io.kvasir.edge.tcp;

import io.kvasir.edge.tcp.proto.ClientProto;
import io.kvasir.service.ByteBudget;
import io.kvasir.service.ChangePage;
import io.kvasir.service.Failure;
import io.kvasir.service.PacedWatch;
import io.kvasir.service.Result;
import io.kvasir.service.WatchEnd;
import io.kvasir.service.problem.Diagnoses;
import io.kvasir.service.problem.Diagnosis;
import io.kvasir.service.problem.ProblemType;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.function.BooleanSupplier;
import org.jboss.logging.Logger;

/**
 * The watches of one connection, on its event loop. Of each one frame at most waits to be sent, and
 * the next is asked for when that goes: what a client does not take stays in the history.
 */
final class WatchStreams {
  private static final Logger LOG = Logger.getLogger(WatchStreams.class);

  /** A watch that was asked for and is not answered yet. */
  static final class Place {
    private final int id;
    private boolean isCancelled;

    private Place(int id) {
      this.id = id;
    }
  }

  private record Stream(int id, PacedWatch watch) {}

  /**
   * What is sent next of a watch.
   *
   * @param page what the client is told by it; empty when it is the last
   */
  private record Ready(Stream stream, Exchange.Reply reply, Optional<ChangePage> page) {}

  private final int most;
  private final BooleanSupplier isOutOfOrder;
  private final Executor loop;
  private final Runnable onReady;
  private final Map<Integer, Place> asked = new LinkedHashMap<>();
  private final Map<Integer, Stream> running = new LinkedHashMap<>();
  private final Deque<Ready> ready = new ArrayDeque<>();
  private Optional<Diagnosis> over = Optional.empty();
  private boolean isClosed;

  /**
   * @param most watches at a time
   * @param isOutOfOrder whether the client takes answers as they come
   * @param loop of the connection
   * @param onReady called when there is something to send
   */
  WatchStreams(int most, BooleanSupplier isOutOfOrder, Executor loop, Runnable onReady) {
    this.most = most;
    this.isOutOfOrder = isOutOfOrder;
    this.loop = loop;
    this.onReady = onReady;
  }

  /** Whether there are any. */
  boolean isAny() {
    return !running.isEmpty();
  }

  /** Whether something is to be sent. */
  boolean isReady() {
    return !ready.isEmpty();
  }

  /**
   * Takes a place for a watch; throws {@link Rejected} when it cannot have one.
   *
   * @param id of the request
   */
  Place ask(int id) {
    if (!isOutOfOrder.getAsBoolean()) {
      throw new Rejected(
          Diagnoses.invalid(
              "watch", "must come on a connection whose hello asked for out_of_order"));
    }
    if (id == 0 || running.containsKey(id) || asked.containsKey(id)) {
      throw new Rejected(
          Diagnoses.invalid("request_id", "must be above 0 and of no other watch that lasts"));
    }
    if (running.size() + asked.size() >= most) {
      throw new Rejected(Diagnoses.overloaded("The connection has too many watches."));
    }
    Place place = new Place(id);
    asked.put(id, place);
    return place;
  }

  /** It does not come to a watch. From any thread. */
  void giveUp(Place place) {
    loop.execute(() -> release(place));
  }

  /** It does not come to a watch. */
  void release(Place place) {
    asked.remove(place.id);
  }

  /** The watch has begun, and the client is told so first. */
  void begin(Place place, PacedWatch watch) {
    release(place);
    if (isClosed || place.isCancelled) {
      watch.close();
      return;
    }
    Stream stream = new Stream(place.id, watch);
    running.put(place.id, stream);
    over.ifPresentOrElse(why -> end(stream, why), () -> pull(stream));
  }

  private void pull(Stream stream) {
    stream
        .watch()
        .next()
        .subscribe()
        .with(
            result -> loop.execute(() -> hear(stream, result)),
            defect -> loop.execute(() -> fail(stream, defect)));
  }

  private void hear(Stream stream, Result<ChangePage> result) {
    if (!stream.equals(running.get(stream.id()))) {
      return;
    }
    switch (result) {
      case Result.Ok<ChangePage>(ChangePage page) -> offer(stream, page);
      case Result.Failed<ChangePage>(Failure failure) -> {
        stream.watch().endsFor(WatchEnd.of(failure));
        end(stream, Diagnoses.of(failure));
      }
    }
    onReady.run();
  }

  /** What all watchers hold is bounded: who comes on top is told to come back. */
  private void offer(Stream stream, ChangePage page) {
    ClientProto.Response response =
        ClientProto.Response.newBuilder()
            .setRequestId(stream.id())
            .setWatch(Events.of(page, stream.watch()))
            .build();
    ByteBudget.Share share = stream.watch().share();
    if (share.grow(response.getSerializedSize())) {
      Exchange.Reply reply = new Exchange.Reply(Exchange.frame(response), share, () -> {});
      ready.add(new Ready(stream, reply, Optional.of(page)));
    } else {
      stream.watch().endsFor(WatchEnd.OVERLOADED);
      end(stream, Diagnoses.overloaded("The node's watchers hold too much that was not taken."));
    }
  }

  private void fail(Stream stream, Throwable defect) {
    LOG.errorf(defect, "event=watch_failed protocol=tcp request_id=%d", stream.id());
    if (stream.equals(running.get(stream.id()))) {
      end(stream, Diagnoses.internal());
      onReady.run();
    }
  }

  /** The next frame, after which more is asked for. */
  Optional<Exchange.Reply> next() {
    Optional<Ready> next = Optional.ofNullable(ready.poll());
    next.ifPresent(
        each ->
            each.page()
                .ifPresent(
                    page -> {
                      each.stream().watch().tell(page);
                      pull(each.stream());
                    }));
    return next.map(Ready::reply);
  }

  /** Ends all, and those that are about to begin: each is told why, and where to go on. */
  void end(Diagnosis why) {
    over = Optional.of(why);
    cutOff(why);
  }

  /** Ends those that there are; each is told why, and where to go on. */
  void cutOff(Diagnosis why) {
    for (Stream stream : List.copyOf(running.values())) {
      stream.watch().endsFor(endOf(why.type()));
      end(stream, why);
    }
  }

  private static WatchEnd endOf(ProblemType type) {
    return switch (type) {
      case STOPPING -> WatchEnd.STOPPING;
      case SLOW_CONSUMER -> WatchEnd.SLOW_CONSUMER;
      case OVERLOADED -> WatchEnd.OVERLOADED;
      default -> WatchEnd.CLIENT;
    };
  }

  private void end(Stream stream, Diagnosis why) {
    stop(stream);
    ClientProto.Response last =
        ClientProto.Response.newBuilder()
            .setRequestId(stream.id())
            .setError(Errors.of(why.with("cursor", stream.watch().cursor())))
            .build();
    ByteBudget.Share share = stream.watch().share();
    share.take(last.getSerializedSize());
    Exchange.Reply reply = new Exchange.Reply(Exchange.frame(last), share, () -> {});
    ready.add(new Ready(stream, reply, Optional.empty()));
  }

  private void stop(Stream stream) {
    stream.watch().close();
    running.remove(stream.id());
    ready.removeIf(each -> each.stream().equals(stream) && isGivenBack(each));
  }

  private static boolean isGivenBack(Ready unsent) {
    unsent.reply().share().giveBack();
    return true;
  }

  /** Ends a watch, if there is one, of which nothing more is said. */
  void cancel(int id) {
    Optional.ofNullable(asked.get(id)).ifPresent(place -> place.isCancelled = true);
    Optional.ofNullable(running.get(id)).ifPresent(this::stop);
  }

  /** The connection is no more. */
  void close() {
    isClosed = true;
    List.copyOf(running.values()).forEach(this::stop);
    ready.removeIf(WatchStreams::isGivenBack);
  }
}
