package io.kvasir.edge.cli.command;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.kvasir.edge.cli.bench.Load;
import io.kvasir.edge.cli.bench.NoSockets;
import io.kvasir.edge.cli.bench.Onlooker;
import io.kvasir.edge.cli.bench.Plot;
import io.kvasir.edge.cli.bench.Preloaded;
import io.kvasir.edge.cli.bench.Report;
import io.kvasir.edge.cli.bench.ReportJson;
import io.kvasir.edge.cli.bench.ReportTable;
import io.kvasir.edge.cli.bench.workload.Recipe;
import io.kvasir.edge.cli.server.Signals;
import java.util.List;
import java.util.Optional;

/** The load generator. */
final class BenchCommand {
  private static final String OUTPUT = "-";

  private BenchCommand() {}

  static Spec spec() {
    return BenchOptions.describe(
        Spec.of("bench", "Loads servers and says how long they take.", BenchCommand::run)
            .word("<workload>", Recipe.words() + "."));
  }

  private static void run(Arguments arguments, Session session) throws Failed {
    BenchOptions options = BenchOptions.of(arguments, session);
    options.create(session);
    Report report;
    try (Progress progress = session.printer().progress(Progress.Unit.OPERATIONS)) {
      report = measure(options, onlooker(progress));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new Failed(ExitCode.UNAVAILABLE, "interrupted");
    } catch (NoSockets lack) {
      throw new Failed(ExitCode.UNAVAILABLE, String.valueOf(lack.getMessage()));
    }
    show(report, arguments, session.printer());
    judge(report);
  }

  private static Onlooker onlooker(Progress progress) {
    return (phase, share, operations, errors) ->
        progress.set(errors == 0 ? phase : phase + ", " + errors + " errors", share, operations);
  }

  private static Report measure(BenchOptions options, Onlooker onlooker)
      throws Failed, InterruptedException {
    Load load = new Load(options.plan(), onlooker);
    if (!load.isReachable()) {
      throw new Failed(ExitCode.UNAVAILABLE, "cannot reach " + options.plan().endpoints());
    }
    Signals.onEnd(load::stop);
    if (options.preloads()) {
      Preloaded preloaded = load.preload();
      if (!preloaded.isWhole() && !load.isStopped()) {
        throw new Failed(ExitCode.UNAVAILABLE, preloaded.toString());
      }
    }
    return load.measure();
  }

  private static void show(Report report, Arguments arguments, Printer printer) throws Failed {
    ObjectNode document = ReportJson.of(report);
    Optional<String> json = arguments.option("--json");
    if (json.equals(Optional.of(OUTPUT))) {
      printer.format(Format.JSON);
    }
    printer.show(document, new Shown.Rows(ReportTable.columns(), ReportTable.rows(report)));
    List<List<String>> errors = ReportTable.errors(report);
    if (printer.format() == Format.TABLE && !errors.isEmpty()) {
      printer.line("");
      printer.show(document, new Shown.Rows(ReportTable.errorColumns(), errors));
    }
    if (json.isPresent() && !json.get().equals(OUTPUT)) {
      ResultFile.write(json.get(), document.toPrettyString() + "\n");
    }
    Optional<String> plot = arguments.option("--plot");
    if (plot.isPresent()) {
      ResultFile.write(plot.get(), Plot.of(report));
    }
  }

  private static void judge(Report report) throws Failed {
    long failed = report.failed();
    if (failed > 0) {
      throw new Failed(ExitCode.UNAVAILABLE, failed + " operations failed");
    }
    if (report.succeeded() == 0) {
      throw new Failed(ExitCode.UNAVAILABLE, "no operation was carried out");
    }
  }
}
