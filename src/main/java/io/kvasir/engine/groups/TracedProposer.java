package io.kvasir.engine.groups;

import io.kvasir.core.bytes.Bytes;
import io.kvasir.core.consensus.Refusal;
import io.kvasir.core.node.ReplicaId;
import io.kvasir.engine.port.Trace;
import java.util.Optional;

/** Ends a proposal's step of its trace when it is known what came of it. */
final class TracedProposer implements Proposals.Proposer {
  private final Proposals.Proposer proposer;
  private final Trace trace;
  private final Trace.Step step;

  /**
   * @param trace what the proposal is for
   */
  TracedProposer(Proposals.Proposer proposer, Trace trace, Trace.Step step) {
    this.proposer = proposer;
    this.trace = trace;
    this.step = step;
  }

  @Override
  public void committed(Bytes result) {
    end(() -> proposer.committed(result));
  }

  @Override
  public void replaced() {
    end(proposer::replaced);
  }

  @Override
  public void refused(Refusal reason, Optional<ReplicaId> leader) {
    end(() -> proposer.refused(reason, leader));
  }

  @Override
  public void lost() {
    end(proposer::lost);
  }

  @Override
  public Trace trace() {
    return step.trace();
  }

  private void end(Runnable tell) {
    step.end();
    Trace before = Trace.enter(trace);
    try {
      tell.run();
    } finally {
      Trace.leave(before);
    }
  }
}
