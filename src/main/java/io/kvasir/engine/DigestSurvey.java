package io.kvasir.engine;

import io.kvasir.core.bucket.BucketId;
import io.kvasir.core.gossip.LeafSums;
import io.kvasir.core.gossip.Roots;
import io.kvasir.core.time.Tick;
import io.kvasir.core.topology.Topology;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** Reads what this node shows of all it holds, one partition after the other, for an operator. */
final class DigestSurvey {
  private final LoopPorts on;
  private final Supplier<Topology> topology;
  private final Pairings pairings;
  private final AtomicBoolean busy = new AtomicBoolean();

  DigestSurvey(LoopPorts on, Pairings pairings, Supplier<Topology> topology) {
    this.on = on;
    this.pairings = pairings;
    this.topology = topology;
  }

  /**
   * Begins one, unless one is under way. Any thread.
   *
   * @param done called once, on a loop or at once
   */
  void begin(long timeoutMillis, Consumer<SurveyOutcome> done) {
    if (!busy.compareAndSet(false, true)) {
      done.accept(new SurveyOutcome.Busy());
      return;
    }
    Tick deadline = on.ports().timers().now().plusMillis(timeoutMillis);
    Survey survey = new Survey(new ArrayDeque<>(pairings.held()), deadline, done);
    if (!on.loop().offer(survey::advance)) {
      survey.end(new SurveyOutcome.Busy());
    }
  }

  private final class Survey {
    private final ArrayDeque<Share> rest;
    private final Tick deadline;
    private final Consumer<SurveyOutcome> done;
    private final List<DigestView> views = new ArrayList<>();

    Survey(ArrayDeque<Share> rest, Tick deadline, Consumer<SurveyOutcome> done) {
      this.rest = rest;
      this.deadline = deadline;
      this.done = done;
    }

    void advance() {
      if (rest.isEmpty()) {
        end(new SurveyOutcome.Read(views));
      } else if (on.ports().timers().now().compareTo(deadline) >= 0) {
        end(new SurveyOutcome.TimedOut());
      } else {
        Share share = rest.remove();
        on.ports()
            .store()
            .loadTrees(
                share.partition(),
                pairings.buckets(share.replicas()),
                on.then(trees -> note(share, trees), () -> end(new SurveyOutcome.Busy())));
      }
    }

    private void note(Share share, SortedMap<BucketId, LeafSums> trees) {
      views.add(
          new DigestView(
              share.partition(),
              share.replicas(),
              topology.get().ring().preferenceList(share.partition(), share.replicas()).nodes(),
              Roots.combined(Roots.of(trees))));
      advance();
    }

    void end(SurveyOutcome result) {
      busy.set(false);
      done.accept(result);
    }
  }
}
