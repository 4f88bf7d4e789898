package io.kvasir.edge.cli.command;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Writes a few keys of one bucket. Carried out again as a whole when that does no harm. */
final class ImportTask {
  /** Types of which a repetition may count twice. */
  private static final Set<String> COUNTING = Set.of("pn_counter", "map");

  private static final Set<String> REPLACED_AS_A_WHOLE = Set.of("lww", "flag", "mv_register");
  private static final int ATTEMPTS = 5;

  private final ImportBuckets buckets;
  private final OnExisting policy;
  private final ImportCounts counts;
  private final Session session;
  private final KeyWriter writer;

  ImportTask(ImportBuckets buckets, OnExisting policy, ImportCounts counts, Session session) {
    this.buckets = buckets;
    this.policy = policy;
    this.counts = counts;
    this.session = session;
    this.writer = new KeyWriter(session);
  }

  /** Whether a key can be written together with others. */
  static boolean isSimple(Entry entry) {
    return switch (entry.type()) {
      case "lww" -> true;
      case "mv_register" -> entry.content().path("values").size() == 1;
      default -> false;
    };
  }

  /**
   * @param entries of one bucket; several only where they are all simple
   */
  void run(List<Entry> entries) throws Failed {
    long now = Entry.nowMillis();
    List<Entry> due = new ArrayList<>();
    for (Entry entry : entries) {
      if (entry.hasEnded(now)) {
        counts.expired();
      } else if (isWanted(entry)) {
        due.add(entry);
      }
    }
    if (!due.isEmpty()) {
      at(due.getFirst(), () -> write(due));
      counts.written(due.size());
    }
  }

  private boolean isWanted(Entry entry) throws Failed {
    if (policy == OnExisting.OVERWRITE || buckets.isNew(entry.bucket())) {
      return true;
    }
    Optional<ObjectNode> there = at(entry, () -> writer.read(entry));
    if (there.isPresent() && policy == OnExisting.FAIL) {
      throw new Failed(
          ExitCode.CONDITION,
          "line %d: the key is there already: %s/%s; see --on-existing"
              .formatted(entry.line(), entry.bucket(), entry.key()));
    }
    there.ifPresent(content -> counts.skipped(content.equals(entry.content())));
    return there.isEmpty();
  }

  /** Says which line it was. */
  private static <T> T at(Entry entry, Persistence.Attempt<T> attempt) throws Failed {
    try {
      return Persistence.insist(attempt);
    } catch (Failed failed) {
      throw failed.at(entry.place());
    }
  }

  private boolean write(List<Entry> entries) throws Failed {
    for (int made = 1; ; made++) {
      try {
        writeOnce(entries, made > 1);
        return true;
      } catch (Failed failed) {
        boolean again = failed.code() == ExitCode.IN_DOUBT && made < ATTEMPTS;
        if (!again || COUNTING.contains(entries.getFirst().type())) {
          throw failed;
        }
      }
    }
  }

  private void writeOnce(List<Entry> entries, boolean again) throws Failed {
    Entry first = entries.getFirst();
    if (buckets.demandsPrecondition(first.bucket())) {
      new GuardedPut(session).put(first);
    } else if (isSimple(first)) {
      writer.put(entries);
    } else {
      boolean clean = REPLACED_AS_A_WHOLE.contains(first.type());
      boolean may = again || policy == OnExisting.OVERWRITE;
      if (!clean && may && writer.read(first).isPresent()) {
        writer.delete(first);
      }
      writer.write(first);
    }
  }
}
