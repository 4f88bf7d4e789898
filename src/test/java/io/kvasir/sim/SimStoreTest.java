package io.kvasir.sim;

import io.kvasir.contract.Call;
import io.kvasir.contract.DurableStoreContract;
import io.kvasir.contract.StandingStoreContract;
import io.kvasir.core.bucket.EntryKey;
import io.kvasir.core.crdt.Crdt;
import io.kvasir.core.node.NodeId;
import java.util.Optional;
import org.junit.jupiter.api.Nested;

/** The simulated store does what every store does. */
class SimStoreTest {
  private final Agenda agenda = new Agenda(new Trace(Trace.Appendix.NONE));
  private final Chance chance = new Chance(1);
  private final SimDisk disk = new SimDisk(new Deaf());
  private SimStore store = open();

  private SimStore open() {
    return new SimStore(new Life(agenda, new NodeId("n")), chance, disk, new DiskWeather());
  }

  private void settle(Call<?> call) {
    for (int waits = 0; waits < 1_000 && !call.isOver(); waits++) {
      agenda.runUntil(agenda.now() + 10_000);
    }
  }

  @Nested
  class OfPartitions extends DurableStoreContract {
    @Override
    protected SimStore store() {
      return store;
    }

    @Override
    protected void settle(Call<?> call) {
      SimStoreTest.this.settle(call);
    }

    @Override
    protected void reopen() {
      disk.sync(disk.unsynced());
      store = open();
    }
  }

  @Nested
  class OfTheStanding extends StandingStoreContract {
    @Override
    protected SimStore store() {
      return store;
    }

    @Override
    protected void settle(Call<?> call) {
      SimStoreTest.this.settle(call);
    }
  }

  /** Nobody judges what a contract test writes. */
  private static final class Deaf implements SimDisk.Listener {
    @Override
    public void onDurable(EntryKey entry, Optional<Crdt> before, Crdt after, long digest) {}

    @Override
    public void onDropped(EntryKey entry, Optional<Crdt> before, Crdt remains) {}

    @Override
    public void onRestored(EntryKey entry, Crdt before, Crdt after, long digest) {}
  }
}
