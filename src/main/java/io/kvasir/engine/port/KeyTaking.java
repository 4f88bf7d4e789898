package io.kvasir.engine.port;

import io.kvasir.core.bucket.Key;
import io.kvasir.core.bucket.KeyScan;
import io.kvasir.core.crdt.Crdt;
import io.kvasir.core.crdt.Footprint;
import io.kvasir.core.replication.KeyPage;
import io.kvasir.core.replication.KeyPage.Content;
import io.kvasir.core.ring.PartitionId;
import io.kvasir.engine.port.PartitionStore.RangeBytes;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Fills a page of keys up to the limits of its scan. For stores; single owner. */
public final class KeyTaking {
  private final KeyScan scan;
  private final RangeBytes limits;
  private final List<KeyPage.Held> items = new ArrayList<>();
  private long bytes;
  private boolean isCut;

  public KeyTaking(KeyScan scan, RangeBytes limits) {
    this.scan = scan;
    this.limits = limits;
  }

  /** Whether there is no room for another key; to be asked when there is one. */
  public boolean isFull() {
    isCut |= items.size() == scan.limit();
    return isCut;
  }

  /** Takes the next key of the range, if there is room for it. */
  public void take(PartitionId partition, Key key, Crdt state) {
    long size = Footprint.of(state);
    if (size > limits.state()) {
      take(partition, key, new Content.TooLong(), 0);
    } else {
      take(partition, key, new Content.State(state), size);
    }
  }

  /**
   * The same of a state that was read, or was too long for that.
   *
   * @param size of the content in bytes
   */
  public void take(PartitionId partition, Key key, Content content, long size) {
    long added = key.value().length() + size;
    isCut |= isFull() || (!items.isEmpty() && bytes + added > limits.page());
    if (!isCut) {
      items.add(new KeyPage.Held(partition, key, content));
      bytes += added;
    }
  }

  /** What was taken. */
  public KeyPage page() {
    return new KeyPage(items, isCut ? Optional.of(items.getLast().key()) : Optional.empty());
  }
}
