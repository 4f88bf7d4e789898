package io.kvasir.edge.rocksdb;

import io.kvasir.edge.rocksdb.DataDirectoryRefused.Reason;
import java.io.IOException;
import org.rocksdb.RocksDBException;
import org.rocksdb.Status;
import org.rocksdb.WALRecoveryMode;

/** Opens the database of a data directory, and says in the directory's terms why it cannot. */
final class DatabaseOpener {
  /** A database with the options it lives on, and the mark beside it. */
  record Opened(Database database, StoreOptions options, HighWaterMark mark)
      implements AutoCloseable {
    @Override
    public void close() {
      database.close();
      options.close();
      mark.close();
    }
  }

  private DatabaseOpener() {}

  static Opened open(DataDirectory directory, StoreConfig config, Session session) {
    try {
      return open(directory, config, session.recovery());
    } catch (RocksDBException failed) {
      if (!isDamage(failed) || !session.mayCut()) {
        throw refused(directory, failed);
      }
      return cut(directory, config, session);
    }
  }

  private static Opened cut(DataDirectory directory, StoreConfig config, Session session) {
    session.cut();
    try {
      return open(directory, config, session.recovery());
    } catch (RocksDBException failed) {
      throw refused(directory, failed);
    }
  }

  private static Opened open(DataDirectory directory, StoreConfig config, WALRecoveryMode recovery)
      throws RocksDBException {
    HighWaterMark mark = directory.mark();
    StoreOptions options = new StoreOptions(config, recovery);
    boolean opened = false;
    try {
      Database database = Database.open(directory.database(), options, config.partitions());
      opened = true;
      return new Opened(database, options, mark);
    } catch (IOException failed) {
      throw directory.refused(new Reason.Unwritable(failed.toString()));
    } finally {
      if (!opened) {
        options.close();
        mark.close();
      }
    }
  }

  private static DataDirectoryRefused refused(DataDirectory directory, RocksDBException failed) {
    String detail = String.valueOf(failed.getMessage());
    Reason reason =
        code(failed) == Status.Code.IOError
            ? new Reason.Unwritable(detail)
            : new Reason.Damaged(detail);
    return directory.refused(reason);
  }

  private static boolean isDamage(RocksDBException failed) {
    return code(failed) == Status.Code.Corruption;
  }

  private static Status.Code code(RocksDBException failed) {
    Status status = failed.getStatus();
    return status == null ? Status.Code.Undefined : status.getCode();
  }
}
