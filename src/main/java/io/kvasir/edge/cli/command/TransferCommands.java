package io.kvasir.edge.cli.command;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** What keys hold, out of a cluster and into another, as lines of JSON. */
final class TransferCommands {
  private static final int PARALLEL = 4;
  private static final int LOOK_AFTER = 256;
  private static final String BUCKETS = "<bucket>";

  private TransferCommands() {}

  static List<Spec> all() {
    return List.of(
        Spec.of("export", "Writes what keys hold as lines of JSON.", TransferCommands::export)
            .words(BUCKETS, "These buckets; else all.", false)
            .option("--to", "<file>", "A new file; else the standard output.")
            .option("-r", "<n>", "Replicas to ask for each key: a number, majority or all."),
        Spec.of("import", "Writes what an export has.", TransferCommands::read)
            .words(BUCKETS, "These buckets; else all.", false)
            .option("--from", "<file>", "The export; else the standard input.")
            .option("--on-existing", "<what>", "Of keys that are there: skip, overwrite or fail.")
            .option("--parallel", "<n>", "Requests at a time, 1 to 64; 4 if it is not said."));
  }

  private static void export(Arguments arguments, Session session) throws Failed {
    Optional<String> to = arguments.option("--to");
    List<String> buckets = arguments.words(0);
    try (Progress progress = session.printer().progress(Progress.Unit.KEYS)) {
      Export export = new Export(session, arguments.option("-r"), progress);
      if (to.isPresent()) {
        try (LineFile file = LineFile.create(path(to.get()))) {
          export.run(buckets, file);
          file.complete();
        }
      } else {
        export.run(buckets, new Output(session.printer()));
      }
    }
  }

  /** The standard output, looked at now and then. */
  private static final class Output implements Export.Sink {
    private final Printer printer;
    private long lines;

    Output(Printer printer) {
      this.printer = printer;
    }

    @Override
    public void line(String text) throws Failed {
      printer.line(text);
      if (++lines % LOOK_AFTER == 0 && printer.isBroken()) {
        throw new Failed(ExitCode.UNWRITTEN, "the export is not whole");
      }
    }
  }

  private static void read(Arguments arguments, Session session) throws Failed {
    OnExisting policy = OnExisting.of(arguments.option("--on-existing"));
    ObjectNode done;
    try (InputStream in = input(arguments.option("--from"), session);
        Workers workers = Workers.of(session, arguments.option("--parallel"), PARALLEL);
        Progress progress = session.printer().progress(Progress.Unit.KEYS)) {
      ImportCounts counts = new ImportCounts(progress);
      done = new Import(in, arguments.words(0), policy, counts, workers, session).run();
    } catch (IOException e) {
      throw new Failed(ExitCode.USAGE, "Cannot read: " + FileFault.reason(e));
    }
    session.printer().show(done, Documents.fields(done));
  }

  private static InputStream input(Optional<String> file, Session session)
      throws Failed, IOException {
    if (file.isEmpty()) {
      return session.in().orElseThrow(() -> new Failed(ExitCode.USAGE, "Say --from <file>"));
    }
    Path path = path(file.get());
    if (!Files.isReadable(path) || Files.isDirectory(path)) {
      throw new Failed(ExitCode.USAGE, "No such file: " + path);
    }
    return Files.newInputStream(path);
  }

  static Path path(String text) throws Failed {
    try {
      return Path.of(text);
    } catch (InvalidPathException e) {
      throw new Failed(ExitCode.USAGE, "No file name: " + text);
    }
  }
}
