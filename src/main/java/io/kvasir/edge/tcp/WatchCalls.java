package io.kvasir.edge.tcp;

import io.kvasir.core.bucket.DataType;
import io.kvasir.core.watch.WatchScope;
import io.kvasir.edge.tcp.proto.ClientProto;
import io.kvasir.service.Failure;
import io.kvasir.service.PacedWatch;
import io.kvasir.service.RequestOptions;
import io.kvasir.service.Result;
import io.kvasir.service.WatchPace;
import io.kvasir.service.WatchService;
import io.kvasir.service.problem.Diagnoses;
import io.smallrye.mutiny.Uni;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;

/** Begins and ends watches. */
final class WatchCalls {
  private static final Set<Option> NONE = EnumSet.noneOf(Option.class);

  private final WatchService watches;
  private final WatchPace pace;

  WatchCalls(WatchService watches, WatchPace pace) {
    this.watches = watches;
    this.pace = pace;
  }

  /** Its answer is not withheld, since what has begun is to be known. */
  Call begin(ClientProto.Request request, WatchStreams streams) {
    return new Call(
        "watch", new Scope.Everything(), false, () -> begin(request, request.getWatch(), streams));
  }

  private Uni<Answer> begin(
      ClientProto.Request request, ClientProto.WatchRequest body, WatchStreams streams) {
    Known.require(body, "body");
    RequestOptions _ = Option.read(request, NONE);
    WatchScope scope = scope(body);
    String bucket =
        body.getBucket().isEmpty()
            ? KeyValueCalls.defaultBucket(DataType.LWW_REGISTER)
            : body.getBucket();
    Optional<String> cursor = Optional.of(body.getCursor()).filter(text -> !text.isEmpty());
    WatchStreams.Place place = streams.ask(request.getRequestId());
    return Uni.createFrom()
        .deferred(() -> watches.follow(bucket, scope, cursor, pace))
        .onFailure()
        .invoke(() -> streams.giveUp(place))
        .map(followed -> answer(followed, streams, place));
  }

  private static WatchScope scope(ClientProto.WatchRequest body) {
    if (body.hasKey() && body.hasPrefix()) {
      throw new Rejected(Diagnoses.invalid("prefix", "must not be given beside a key"));
    }
    return body.hasKey()
        ? new WatchScope.OfKey(Values.key(body.getKey()))
        : new WatchScope.OfPrefix(body.getPrefix());
  }

  private static Answer answer(
      Result<PacedWatch> followed, WatchStreams streams, WatchStreams.Place place) {
    return switch (followed) {
      case Result.Ok<PacedWatch>(PacedWatch watch) ->
          Answer.ok(
                  ClientProto.Response.newBuilder()
                      .setWatch(ClientProto.WatchResponse.newBuilder().setCursor(watch.cursor())))
              .then(() -> streams.begin(place, watch));
      case Result.Failed<PacedWatch>(Failure failure) ->
          Answer.refusal(failure).then(() -> streams.release(place));
    };
  }

  Call cancel(ClientProto.Request request, WatchStreams streams) {
    return new Call(
        "watch_cancel",
        new Scope.Nothing(),
        false,
        () -> {
          Known.require(request.getWatchCancel(), "body");
          RequestOptions _ = Option.read(request, NONE);
          streams.cancel(request.getWatchCancel().getWatch());
          return Uni.createFrom()
              .item(
                  Answer.ok(
                      ClientProto.Response.newBuilder()
                          .setOk(ClientProto.OkResponse.getDefaultInstance())));
        });
  }
}
