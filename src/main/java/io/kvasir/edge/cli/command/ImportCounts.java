package io.kvasir.edge.cli.command;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.concurrent.atomic.AtomicLong;

/** What an import has done so far; any thread may add to it. */
final class ImportCounts {
  private final AtomicLong written = new AtomicLong();
  private final AtomicLong skipped = new AtomicLong();
  private final AtomicLong differing = new AtomicLong();
  private final AtomicLong expired = new AtomicLong();
  private final Progress progress;

  ImportCounts(Progress progress) {
    this.progress = progress;
  }

  void written(int keys) {
    written.addAndGet(keys);
    progress.add(keys);
  }

  /**
   * @param same whether it held what was to be written
   */
  void skipped(boolean same) {
    skipped.incrementAndGet();
    if (!same) {
      differing.incrementAndGet();
    }
    progress.add(1);
  }

  void expired() {
    expired.incrementAndGet();
    progress.add(1);
  }

  ObjectNode document(int created) {
    return Json.object()
        .put("buckets_created", created)
        .put("written", written.get())
        .put("skipped", skipped.get())
        .put("skipped_differing", differing.get())
        .put("expired", expired.get());
  }
}
