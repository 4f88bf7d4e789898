package io.kvasir.history;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kvasir.history.Outcome.Done;
import io.kvasir.history.Outcome.Result;
import io.kvasir.history.Outcome.Sight;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HistoryFileTest {
  @Test
  void givesBackWhatWasWritten(@TempDir Path folder) throws IOException {
    Transaction transaction =
        new Transaction(
            List.of(
                Guard.absent("a"),
                Guard.present("b c"),
                Guard.revisionIs("d", 7),
                Guard.valueIs("é\n\"", "\t")),
            List.of(new Step.Put("a", "\"v\"\n"), new Step.Get("a"), new Step.Get("b c")),
            List.of(new Step.Delete("d")));
    Result result =
        new Result(true, 8, List.of(new Sight(Optional.of("\"v\"\n"), 8), Sight.NOTHING));
    History history =
        new Timeline()
            .add(1, 2, transaction, new Done(result))
            .add(3, 4, transaction, Outcome.refused())
            .notApplied(5, 6, transaction)
            .unknown(7, transaction)
            .history();
    Path file = folder.resolve("history.jsonl");

    HistoryFile.write(file, history);

    assertThat(HistoryFile.read(file)).isEqualTo(history);
    assertThat(Files.readAllLines(file)).hasSize(4);
  }

  @Test
  void refusesALineThatIsNoOperation(@TempDir Path folder) throws IOException {
    Path file = folder.resolve("history.jsonl");
    Files.writeString(file, "{\"client\":1,\"invoked\":2,\"returned\":3}\n");

    assertThatThrownBy(() -> HistoryFile.read(file)).isInstanceOf(IllegalArgumentException.class);
  }
}
