package io.kvasir.engine.groups;

import io.kvasir.core.bytes.Bytes;
import io.kvasir.core.consensus.LogEntry;
import io.kvasir.core.consensus.LogStart;
import io.kvasir.core.consensus.Refusal;
import io.kvasir.core.node.ReplicaId;
import io.kvasir.engine.port.Trace;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** What was proposed at one replica, until it is known what came of it. */
final class Proposals {
  /** Who waits for a proposal; exactly one is called, once. */
  interface Proposer {
    void committed(Bytes result);

    /** It never will be committed: another entry has its place. */
    void replaced();

    /** The replica did not take it up. */
    void refused(Refusal reason, Optional<ReplicaId> leader);

    /** Nobody here will learn what came of it. */
    void lost();

    /** What it was proposed for; null when that is not traced. */
    default @Nullable Trace trace() {
      return null;
    }
  }

  private record Placed(long term, Proposer proposer) {}

  private final Map<Long, Proposer> asked = new HashMap<>();
  private final TreeMap<Long, List<Placed>> placed = new TreeMap<>();
  private long lastTerm;

  void ask(long token, Proposer proposer) {
    asked.put(token, proposer);
  }

  void refused(long token, Refusal reason, Optional<ReplicaId> leader) {
    Proposer proposer = asked.remove(token);
    if (proposer != null) {
      proposer.refused(reason, leader);
    }
  }

  /** What the entry that has a place now was proposed for; null when that is not traced. */
  @Nullable Trace placed(long token, long index, long term) {
    Proposer proposer = asked.remove(token);
    if (proposer == null) {
      return null;
    }
    placed.computeIfAbsent(index, at -> new ArrayList<>(1)).add(new Placed(term, proposer));
    return proposer.trace();
  }

  boolean isEmpty() {
    return asked.isEmpty() && placed.isEmpty();
  }

  /** Whether somebody waits for what comes of the entry at {@code index}. */
  boolean isAwaited(long index) {
    return placed.containsKey(index);
  }

  /** The entry took effect, with that result. */
  void applied(LogEntry entry, Bytes result) {
    List<Placed> here = placed.remove(entry.index());
    if (here != null) {
      here.forEach(each -> end(each, entry.term(), result));
    }
    sweep(entry.term());
  }

  private static void end(Placed each, long term, Bytes result) {
    if (each.term() == term) {
      each.proposer().committed(result);
    } else {
      each.proposer().replaced();
    }
  }

  /** Terms ascend along the log: no entry of an earlier term follows one that was committed. */
  private void sweep(long term) {
    if (term > lastTerm) {
      lastTerm = term;
      endThose(each -> each.term() < term, Proposer::replaced);
    }
  }

  /** A snapshot took the place of the log: what became of the entries in it does not show. */
  void installed(LogStart head) {
    List<List<Placed>> covered = new ArrayList<>(placed.headMap(head.index(), true).values());
    placed.headMap(head.index(), true).clear();
    covered.forEach(list -> list.forEach(each -> each.proposer().lost()));
    sweep(head.term());
  }

  /** The replica is no more. */
  void lose() {
    List<Proposer> unheard = new ArrayList<>(asked.values());
    asked.clear();
    unheard.forEach(Proposer::lost);
    endThose(each -> true, Proposer::lost);
  }

  private interface Choice {
    boolean includes(Placed each);
  }

  private void endThose(Choice choice, Consumer<Proposer> how) {
    List<Proposer> ended = new ArrayList<>();
    for (List<Placed> list : placed.values()) {
      list.stream().filter(choice::includes).forEach(each -> ended.add(each.proposer()));
      list.removeIf(choice::includes);
    }
    placed.values().removeIf(List::isEmpty);
    ended.forEach(how);
  }
}
