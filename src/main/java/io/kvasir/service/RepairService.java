package io.kvasir.service;

import io.kvasir.core.time.Tick;
import io.kvasir.core.topology.Topology;
import io.kvasir.engine.DigestView;
import io.kvasir.engine.Engine;
import io.kvasir.engine.RepairView;
import io.kvasir.engine.SurveyOutcome;
import io.kvasir.engine.port.Timers;
import io.smallrye.mutiny.Uni;
import java.util.List;
import java.util.OptionalLong;

/** What an operator asks of a node about its replicas being equal to others. */
public final class RepairService {
  /** It takes a read of up to 1,024 rows per partition and bucket. */
  private static final long DIGESTS_MILLIS = 30_000;

  private final Engine engine;
  private final Timers timers;

  public RepairService(Engine engine, Timers timers) {
    this.engine = engine;
    this.timers = timers;
  }

  /** Has all that is here compared with all other replicas at once; tells how much that is. */
  public Result<Integer> compareAll() {
    try {
      Topology _ = Belonging.required(engine);
      return Result.ok(engine.compareAll());
    } catch (Refused refused) {
      return Result.failed(refused.failure());
    }
  }

  /** How far this node's replicas are from equal to others, and what it keeps for others. */
  public RepairStatus status() {
    RepairView view = engine.repair();
    List<RepairStatus.Hints> hints =
        view.hints().entrySet().stream()
            .map(
                each ->
                    new RepairStatus.Hints(
                        each.getKey(),
                        each.getValue().records(),
                        each.getValue().bytes(),
                        age(each.getValue().oldest())))
            .toList();
    OptionalLong divergent =
        view.divergentSince()
            .map(since -> OptionalLong.of(age(since)))
            .orElse(OptionalLong.empty());
    return new RepairStatus(view.outstanding(), divergent, view.unfilled(), hints);
  }

  private long age(Tick since) {
    return Math.max(0, since.millisUntil(timers.now()));
  }

  /** What this node shows of each partition that it holds; the same at each of its replicas. */
  public Uni<Result<List<DigestView>>> digests(RequestOptions options) {
    return Calls.checked(
        () -> {
          Topology _ = Belonging.required(engine);
          long timeoutMillis = Effort.timeout(options, DIGESTS_MILLIS);
          return Calls.<SurveyOutcome>uni(done -> engine.digests(timeoutMillis, done))
              .map(RepairService::result);
        });
  }

  static Result<List<DigestView>> result(SurveyOutcome outcome) {
    return switch (outcome) {
      case SurveyOutcome.Read(List<DigestView> views) -> Result.ok(views);
      case SurveyOutcome.TimedOut() ->
          Result.failed(new Failure.Undecided(Effect.NOT_APPLIED, true));
      case SurveyOutcome.Busy() -> Result.failed(new Failure.Overloaded());
    };
  }
}
