package io.kvasir.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.kvasir.contract.Founded;
import io.kvasir.core.bucket.BucketId;
import io.kvasir.core.bucket.BucketName;
import io.kvasir.core.bucket.EntryKey;
import io.kvasir.core.bucket.Key;
import io.kvasir.core.handoff.Bookmark;
import io.kvasir.core.handoff.TransferId;
import io.kvasir.core.node.Actor;
import io.kvasir.core.node.NodeId;
import io.kvasir.core.ring.PartitionId;
import io.kvasir.core.topology.Topology;
import java.util.List;
import org.junit.jupiter.api.Test;

class TenuresTest {
  private static final Actor BORN = new Actor(7);
  private static final PartitionId P = new PartitionId(3);
  private static final Topology TOPOLOGY = Founded.cluster(8, List.of(new NodeId("n1")));
  private static final EntryKey ENTRY =
      new EntryKey(new BucketId(new BucketName("__default_set__"), 0), new Key("k"));

  private final Tenures tenures = new Tenures(BORN);

  @Test
  void whoAlwaysHeldAShareMintsAsItself() {
    assertThat(actor()).isEqualTo(BORN);
  }

  @Test
  void whoGainsAShareAgainMintsAsSomebodyElse() {
    tenures.note(Bookmark.start(id(4)));
    Actor first = actor();
    tenures.note(Bookmark.start(id(9)));

    assertThat(first).isNotEqualTo(BORN);
    assertThat(actor()).isNotIn(BORN, first);
  }

  @Test
  void whoTakesMoreOfWhatItHoldsStaysTheSame() {
    tenures.note(Bookmark.start(id(4), 0));
    assertThat(actor()).isEqualTo(BORN);
    tenures.note(Bookmark.start(id(5)));
    Actor gained = actor();
    tenures.note(Bookmark.start(id(8), tenures.since(new Share(P, 3))));

    assertThat(actor()).isEqualTo(gained);
  }

  private static TransferId id(long epoch) {
    return new TransferId(epoch, P, 3);
  }

  private Actor actor() {
    return tenures.actorOf(P, ENTRY, TOPOLOGY);
  }
}
