package io.kvasir.contract;

import static io.kvasir.contract.GroupSamples.FOUNDING;
import static io.kvasir.contract.GroupSamples.MEMBERS;
import static io.kvasir.contract.GroupSamples.append;
import static io.kvasir.contract.GroupSamples.entries;
import static io.kvasir.contract.GroupSamples.rows;
import static org.assertj.core.api.Assertions.assertThat;

import io.kvasir.core.bytes.Bytes;
import io.kvasir.core.consensus.HardState;
import io.kvasir.core.consensus.LogStart;
import io.kvasir.core.consensus.Recovered;
import io.kvasir.engine.port.GroupStore.Opened;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What a group store does that outlives its process. */
public abstract class DurableGroupStoreContract extends GroupStoreContract {
  /** Ends the store in order and opens what it left; {@link #store} is that one from now on. */
  protected abstract void reopen();

  @Test
  void findsLogAndStateAgainWhenItIsReopened() {
    HardState state = new HardState(2, Optional.of(GroupSamples.A), 2);
    create(G, 5, FOUNDING);
    end(write(G, append(state, entries(1, 4, 2))));
    apply(G, 2, "a=1", "b=2");

    reopen();

    assertThat(store().groups().get(G))
        .isEqualTo(
            new Opened.Intact(
                5, new Recovered(state, FOUNDING, entries(1, 4, 2), 2, Optional.empty())));
    assertThat(scan(G)).isEqualTo(rows("a=1", "b=2"));
    end(write(G, append(entries(5, 5, 2))));
    apply(G, 3, "a=3");
    reopen();
    assertThat(intact(G).entries()).isEqualTo(entries(1, 5, 2));
    assertThat(load(G, "a")).isEqualTo(rows("a=3"));
  }

  @Test
  void resumesASnapshotWhenItIsReopened() {
    LogStart head = new LogStart(9, 1, MEMBERS);
    create(G, 5, FOUNDING);
    end(stage(G, head, GroupSamples.chunk(Bytes.EMPTY, false, rows("a=1"))));

    reopen();

    assertThat(intact(G).staged()).contains(new Recovered.Staged(head, Bytes.utf8("a\0")));
    end(stage(G, head, GroupSamples.chunk(Bytes.utf8("a\0"), true, rows("b=2"))));
    reopen();
    end(install(G, head));
    reopen();
    assertThat(scan(G)).isEqualTo(rows("a=1", "b=2"));
    assertThat(intact(G).start()).isEqualTo(head);
    assertThat(intact(G).applied()).isEqualTo(9);
  }

  @Test
  void doesNotFindAgainWhatWasForgottenOrDestroyed() {
    create(G, 5, FOUNDING);
    create(OTHER, 6, FOUNDING);
    end(write(G, append(new HardState(2, Optional.empty(), 4), entries(1, 4, 2))));
    apply(G, 3, "a=1");
    store().compact(G, new LogStart(3, 2, MEMBERS));
    destroy(OTHER);

    reopen();

    assertThat(store().groups().keySet()).containsExactly(G);
    assertThat(intact(G).entries()).isEqualTo(entries(4, 4, 2));
  }
}
