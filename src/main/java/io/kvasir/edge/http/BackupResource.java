package io.kvasir.edge.http;

import io.kvasir.service.BackupService;
import io.kvasir.service.BackupStream;
import io.kvasir.service.Failure;
import io.kvasir.service.Result;
import io.kvasir.service.WatchPace;
import io.smallrye.mutiny.Uni;
import java.util.List;
import java.util.Optional;

/** Streams a copy of what this node holds. */
final class BackupResource {
  private final BackupService backups;
  private final WatchPace pace;

  /**
   * @param pace how long clients may take nothing
   */
  BackupResource(BackupService backups, WatchPace pace) {
    this.backups = backups;
    this.pace = pace;
  }

  List<Route> routes() {
    return List.of(Route.get("/admin/backup", "backup", this::begin).taking("timeout"));
  }

  private Uni<Answer> begin(Call call) {
    return backups.begin(call.options()).map(this::answer);
  }

  private Answer answer(Result<BackupStream> result) {
    return switch (result) {
      case Result.Failed<BackupStream>(Failure failure) -> Answer.refusal(Problems.of(failure));
      case Result.Ok<BackupStream>(BackupStream stream) ->
          new Answer.Streamed(
              MediaTypes.LINES, new BackupLines(stream, pace.stallMillis()), Optional.empty());
    };
  }
}
