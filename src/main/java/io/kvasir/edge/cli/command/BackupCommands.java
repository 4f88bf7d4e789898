package io.kvasir.edge.cli.command;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.kvasir.edge.cli.client.Request;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Backups of whole clusters. */
final class BackupCommands {
  private static final int PARALLEL = 4;

  private BackupCommands() {}

  static Spec backup() {
    return Spec.of(
            "backup", "Copies all that the cluster holds into a folder.", BackupCommands::take)
        .option("--to", "<folder>", "A new folder, or an empty one.")
        .option("--nodes", "<urls>", "All members, with commas, if they are not where they say.");
  }

  static Spec restore() {
    return Spec.of("restore", "Writes a backup into a new cluster.", BackupCommands::restore)
        .option("--from", "<folder>", "As backup made it.")
        .option("--parallel", "<n>", "Requests at a time, 1 to 64; 4 if it is not said.")
        .flag("--continue", "Goes on with a restore that was interrupted.")
        .flag("--verify", "Compares every key afterwards.")
        .flag("--only-verify", "Compares every key, and writes nothing.");
  }

  private static BackupFolder folder(Arguments arguments, String option) throws Failed {
    Optional<String> path = arguments.option(option);
    if (path.isEmpty()) {
      throw new Failed(ExitCode.USAGE, "Say which folder: " + option + " <folder>");
    }
    return new BackupFolder(TransferCommands.path(path.get()));
  }

  private static void take(Arguments arguments, Session session) throws Failed {
    BackupFolder folder = folder(arguments, "--to");
    List<String> nodes =
        arguments.option("--nodes").map(urls -> List.of(urls.split(","))).orElse(List.of());
    ObjectNode manifest;
    try (Progress progress = session.printer().progress(Progress.Unit.BYTES)) {
      manifest = new Backup(session, nodes, folder, progress).run();
    }
    List<List<String>> rows = new ArrayList<>();
    for (JsonNode node : manifest.path("nodes")) {
      rows.add(
          List.of(
              node.path("node").asText(),
              node.path("file").asText(),
              Long.toString(node.path("bytes").asLong())));
      ((ObjectNode) node).remove("head");
    }
    session.printer().show(manifest, new Shown.Rows(List.of("node", "file", "bytes"), rows));
  }

  private static void restore(Arguments arguments, Session session) throws Failed {
    BackupFolder folder = folder(arguments, "--from");
    ObjectNode done = Json.object();
    String example = "";
    try (Progress progress = session.printer().progress(Progress.Unit.BYTES);
        Workers workers = Workers.of(session, arguments.option("--parallel"), PARALLEL)) {
      List<BackupFolder.Copy> copies = folder.verified(progress);
      boolean onlyVerify = arguments.has("--only-verify");
      if (!onlyVerify) {
        prepare(session, copies.getFirst(), arguments.has("--continue"));
        done.setAll(new Restore(copies, workers, false, progress).run());
      }
      if (onlyVerify || arguments.has("--verify")) {
        Restore comparison = new Restore(copies, workers, true, progress);
        ObjectNode compared = comparison.run();
        example = comparison.example();
        done.put("ended", compared.path("ended").asLong());
        done.put("equal", compared.path("equal").asLong());
        done.put("differing", compared.path("differing").asLong());
      }
    }
    session.printer().show(done, Documents.fields(done));
    if (done.path("differing").asLong() > 0) {
      throw new Failed(
          ExitCode.REFUSED,
          "%s keys are not as they were in the backup; %s is one"
              .formatted(done.path("differing"), example));
    }
  }

  /** Nothing is written beside what others wrote. */
  private static void prepare(Session session, BackupFolder.Copy copy, boolean goesOn)
      throws Failed {
    JsonNode buckets = copy.document().path("buckets");
    List<String> there = new ArrayList<>();
    session
        .askForList(Request.get("buckets"))
        .forEach(bucket -> there.add(bucket.path("name").asText()));
    for (JsonNode bucket : buckets) {
      String name = bucket.path("name").asText();
      if (!goesOn && there.contains(name) && !isEmpty(session, name)) {
        throw new Failed(
            ExitCode.REFUSED,
            "There are keys in bucket %s already: restore into a new cluster, or --continue"
                    .formatted(name)
                + " a restore that was interrupted");
      }
    }
    if (!there.isEmpty()) {
      requireOther(session, there.getFirst(), copy.head().cluster());
    }
    new ImportBuckets().prepare(session, buckets, List.of());
  }

  /** No keys: the cluster only says whether it takes any of that one. */
  private static void requireOther(Session session, String bucket, String cluster) throws Failed {
    Request none =
        Request.of("POST", "admin", "restore", bucket).with("cluster", cluster).json(Json.array());
    Persistence.insist(() -> session.ask(none, "ok"));
  }

  private static boolean isEmpty(Session session, String bucket) throws Failed {
    Request first = Request.get("bucket", bucket).with("limit", "1").with("keys_only", "true");
    return Persistence.insist(() -> session.ask(first, "items")).path("items").isEmpty();
  }
}
