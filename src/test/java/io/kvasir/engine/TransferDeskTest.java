package io.kvasir.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.kvasir.contract.Founded;
import io.kvasir.core.bucket.EntryKey;
import io.kvasir.core.crdt.Slice;
import io.kvasir.core.handoff.Bookmark;
import io.kvasir.core.handoff.HandoffObservation;
import io.kvasir.core.handoff.TransferId;
import io.kvasir.core.node.Actor;
import io.kvasir.core.node.NodeId;
import io.kvasir.core.ring.PartitionId;
import io.kvasir.core.topology.Ordinance;
import io.kvasir.core.topology.Topology;
import io.kvasir.core.topology.TopologyCommand;
import io.kvasir.engine.loop.Tokens;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.TreeSet;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

class TransferDeskTest {
  private static final NodeId SELF = new NodeId("n1");
  private static final NodeId LEAVER = new NodeId("n2");
  private static final Topology LEAVING =
      Ordinance.apply(Founded.cluster(8, List.of(SELF, LEAVER)), new TopologyCommand.Leave(LEAVER))
          .topology();

  private final Parts parts = new Parts();
  private final Tenures tenures = new Tenures(new Actor(1));
  private final Shards shards = new Shards();
  private final TransferDesk desk =
      new TransferDesk(
          EngineConfig.of(SELF),
          parts.ports(),
          tenures,
          new Tokens(1, 0, 1),
          new Random(1),
          shards);

  @Test
  void takesOverWhatItDoesNotHold() {
    expectAll();

    desk.follow(LEAVING);

    assertThat(parts.sent()).isNotEmpty();
  }

  /** Who has taken it over counts as an owner, and must not delete it then. */
  @Test
  void takesNothingOverBeforeTheLastCopyWasDeleted() {
    expectAll();
    TreeSet<Share> all = new TreeSet<>();
    for (int number = 0; number < LEAVING.ring().partitions(); number++) {
      all.add(new Share(new PartitionId(number), 3));
    }
    tenures.lose(all);

    desk.follow(LEAVING);
    assertThat(parts.sent()).isEmpty();
    shards.settle();

    assertThat(parts.calls()).contains("forget");
    assertThat(parts.sent()).isNotEmpty();
  }

  @Test
  void sumsUpWhatItDeletedWhenAllOfItIsGone() throws Exception {
    TreeSet<Share> all = new TreeSet<>();
    for (int number = 0; number < LEAVING.ring().partitions(); number++) {
      all.add(new Share(new PartitionId(number), 3));
    }
    tenures.lose(all);
    parts.hold("forget");
    desk.follow(LEAVING);
    shards.settle();
    assertThat(parts.handoffs()).isEmpty();

    parts.release();

    assertThat(parts.handoffs())
        .hasSize(all.size() + 1)
        .endsWith(new HandoffObservation.CopiesDeleted(all.size()));
  }

  /** The shards hear of a later transition before this does. */
  @Test
  void beginsNothingOfATransitionThatIsOverElsewhere() {
    for (int number = 0; number < LEAVING.ring().partitions(); number++) {
      PartitionId partition = new PartitionId(number);
      tenures.note(Bookmark.start(new TransferId(LEAVING.epoch() + 1, partition, 3)));
    }

    desk.follow(LEAVING);

    assertThat(parts.sent()).isEmpty();
  }

  private void expectAll() {
    for (int number = 0; number < LEAVING.ring().partitions(); number++) {
      tenures.note(Bookmark.start(new TransferId(LEAVING.epoch(), new PartitionId(number), 3)));
    }
  }

  private static final class Shards implements TransferDesk.Surroundings {
    private final List<Runnable> settlings = new ArrayList<>();

    void settle() {
      List.copyOf(settlings).forEach(Runnable::run);
    }

    @Override
    public void absorb(
        PartitionId partition, EntryKey entry, Slice slice, long epoch, Consumer<Boolean> done) {
      done.accept(true);
    }

    @Override
    public void whenSettled(Runnable then) {
      settlings.add(then);
    }

    @Override
    public boolean isFilled() {
      return true;
    }

    @Override
    public void propose(TopologyCommand command, long timeoutMillis, Runnable done) {
      done.run();
    }
  }
}
