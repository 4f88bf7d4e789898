package io.kvasir.edge.cli.command;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Reads an export and has it written, a few requests at a time. Ends at the first line that is bad
 * or cannot be written; those before it were written, and those that were under way with it may be.
 */
final class Import {
  private static final int BATCH = 500;
  private static final int BATCH_CHARS = 2 << 20;

  private final LineReader lines;
  private final List<String> only;
  private final ImportBuckets buckets = new ImportBuckets();
  private final OnExisting policy;
  private final ImportCounts counts;
  private final Workers workers;
  private final Session session;
  private final List<Entry> batch = new ArrayList<>();
  private int chars;
  private long keys;

  /**
   * @param only these buckets; all when there are none
   */
  Import(
      InputStream in,
      List<String> only,
      OnExisting policy,
      ImportCounts counts,
      Workers workers,
      Session session) {
    this.lines = new LineReader(in);
    this.only = only;
    this.policy = policy;
    this.counts = counts;
    this.workers = workers;
    this.session = session;
  }

  /** Says what was done. */
  ObjectNode run() throws Failed {
    buckets.prepare(session, head().path(Export.BUCKETS), only);
    boolean ended = false;
    for (Optional<JsonNode> line = lines.next(); line.isPresent(); line = lines.next()) {
      if (ended) {
        throw Entry.bad(lines.line(), "there is more behind the end");
      }
      ended = line.get().path(Export.END).asBoolean();
      if (ended) {
        requireAll(line.get());
      } else {
        take(Entry.of(lines.line(), line.get()));
      }
    }
    flush();
    workers.finish();
    if (!ended) {
      throw new Failed(
          ExitCode.REFUSED,
          "the file ends early, behind line %d: what was there is imported"
              .formatted(lines.line() - 1));
    }
    return counts.document(buckets.created());
  }

  private JsonNode head() throws Failed {
    JsonNode head = lines.next().orElseThrow(() -> Entry.bad(1, "the file is empty"));
    JsonNode format = head.path(Export.HEAD);
    if (format.isMissingNode() || !head.path(Export.BUCKETS).isArray()) {
      throw Entry.bad(lines.line(), "this is no export of Kvasir's");
    }
    if (format.asInt() != Export.FORMAT) {
      throw Entry.bad(lines.line(), "this export is of another version: " + format);
    }
    return head;
  }

  private void requireAll(JsonNode end) throws Failed {
    if (end.path(Export.KEYS).asLong() != keys) {
      throw Entry.bad(
          lines.line(),
          "there were to be %s keys, and %d stood here".formatted(end.path(Export.KEYS), keys));
    }
  }

  private void take(Entry entry) throws Failed {
    keys++;
    if (!buckets.has(entry)) {
      if (only.isEmpty() || only.contains(entry.bucket())) {
        throw Entry.bad(entry.line(), "the head knows no bucket " + entry.bucket());
      }
    } else if (ImportTask.isSimple(entry) && buckets.takesBatches(entry.bucket())) {
      gather(entry);
    } else {
      submit(List.of(entry));
    }
  }

  private void gather(Entry entry) throws Failed {
    boolean other = !batch.isEmpty() && !batch.getFirst().bucket().equals(entry.bucket());
    boolean twice = batch.stream().anyMatch(each -> each.key().equals(entry.key()));
    if (other || twice) {
      flush();
    }
    batch.add(entry);
    chars += entry.content().path("value").asText().length();
    boolean alone = buckets.demandsPrecondition(entry.bucket());
    if (alone || batch.size() == BATCH || chars > BATCH_CHARS) {
      flush();
    }
  }

  private void flush() throws Failed {
    if (!batch.isEmpty()) {
      submit(List.copyOf(batch));
    }
    batch.clear();
    chars = 0;
  }

  private void submit(List<Entry> entries) throws Failed {
    workers.submit(own -> new ImportTask(buckets, policy, counts, own).run(entries));
  }
}
