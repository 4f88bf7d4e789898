package io.kvasir.core.keyspace;

/** The revisions of a shard as they are kept in rows, within limits. */
public final class History {
  /** Where the rows are. */
  public interface Rows {
    /** Stores a revision. Returns the bytes of its row. */
    long put(Revision revision);

    void delete(long revision);
  }

  private final Ledger.Limit limit;
  private Ledger ledger;

  public History(Ledger ledger, Ledger.Limit limit) {
    this.ledger = ledger;
    this.limit = limit;
  }

  /** To be stored with the rows of what was added. */
  public Ledger ledger() {
    return ledger;
  }

  /** Keeps one more, the latest, and gives up old ones that are too much. */
  public void add(Revision revision, Rows rows) {
    ledger = ledger.with(revision.number(), rows.put(revision), limit);
    long sweepTo = ledger.sweepTo();
    for (long old = ledger.swept() + 1; old <= sweepTo; old++) {
      rows.delete(old);
    }
    ledger = ledger.sweptTo(sweepTo);
  }
}
