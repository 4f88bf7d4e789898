package io.kvasir.edge.rocksdb;

import io.kvasir.edge.rocksdb.DataDirectoryRefused.Reason;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.rocksdb.RocksDBException;

/**
 * What is done with an open database before anybody uses it: finds out whether all that was
 * acknowledged is there, and where the groups are.
 *
 * <p>When something is missing, a new actor mints the dots, and every group is marked as damaged
 * for good. The order matters, since a crash in between must not hide the loss: the new actor, the
 * groups, then the mark that told of it.
 */
final class Recovery {
  private final DataDirectory directory;
  private final Session session;
  private final DatabaseOpener.Opened opened;
  private final Journal journal;

  Recovery(
      DataDirectory directory, Session session, DatabaseOpener.Opened opened, Journal journal) {
    this.directory = directory;
    this.session = session;
    this.opened = opened;
    this.journal = journal;
  }

  GroupPlaces run(StoreCounters counters) {
    try {
      long durable = opened.mark().read();
      boolean lost = session.mustHaveAll() && durable > reach();
      if (lost) {
        session.cut();
      }
      session.start();
      GroupPlaces places = places(lost ? "durable up to " + durable : "", counters);
      opened.mark().reset(reach());
      return places;
    } catch (RocksDBException | DamagedBytes damaged) {
      throw directory.refused(new Reason.Damaged(String.valueOf(damaged.getMessage())));
    } catch (IOException failed) {
      throw directory.refused(new Reason.Unwritable(failed.toString()));
    } catch (BeyondReach impossible) {
      throw new AssertionError("nothing is beyond the disk", impossible);
    }
  }

  /** Up to where the database goes. */
  private long reach() {
    return opened.database().rocks().getLatestSequenceNumber();
  }

  /**
   * @param loss how much should be there; empty when it is, else all groups are damaged
   */
  private GroupPlaces places(String loss, StoreCounters counters)
      throws RocksDBException, DamagedBytes, BeyondReach {
    try (GroupsAtStart groups = new GroupsAtStart(opened.database(), counters)) {
      List<Commit> repairs = new ArrayList<>();
      if (!loss.isEmpty()) {
        repairs.addAll(
            groups.lost(
                "acknowledged writes are missing: " + loss + ", but found up to " + reach()));
      }
      GroupPlaces places = loss.isEmpty() ? groups.places() : new GroupPlaces();
      repairs.addAll(groups.leftovers(places));
      write(repairs);
      return places;
    }
  }

  private void write(List<Commit> repairs) throws RocksDBException {
    if (repairs.isEmpty()) {
      return;
    }
    CommitBatch batch = new CommitBatch(opened.database(), journal);
    for (Commit repair : repairs) {
      batch.add(repair);
    }
    batch.write(opened.options());
    opened.database().sync();
  }
}
