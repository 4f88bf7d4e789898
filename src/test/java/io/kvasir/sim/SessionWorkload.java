package io.kvasir.sim;

import io.kvasir.core.bucket.DataType;
import io.kvasir.core.bucket.EntryKey;
import io.kvasir.core.bucket.Quorum;
import io.kvasir.core.crdt.Crdt;
import io.kvasir.core.crdt.Lifetime;
import io.kvasir.core.crdt.Operation;
import io.kvasir.core.crdt.PnCounter;
import io.kvasir.core.replication.Holding;
import io.kvasir.core.replication.ReadOutcome;
import io.kvasir.core.replication.ReadRequest;
import io.kvasir.core.replication.WriteOutcome;
import io.kvasir.core.replication.WriteRequest;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Sessions that count up and read, each request with a W or R of its own and at any node. A session
 * never sees less than it was shown before, nor less than it wrote (Terry et al., "Session
 * Guarantees for Weakly Consistent Replicated Data", PDIS 1994).
 */
final class SessionWorkload extends DataWorkload {
  private static final int KEYS = 2;
  private static final int SESSIONS = 5;

  /** How sessions are carried from request to request. */
  enum Trust {
    /** As they should be. */
    CARRIED,
    /** Nothing is known of what was done before. */
    FORGOTTEN,
    /** What is shown is not made to stay. */
    NOT_WRITTEN_BACK
  }

  private static final class Session {
    final TreeMap<EntryKey, BigInteger> known = new TreeMap<>();
    Holding holding = Holding.NOTHING;
    final int wipes;
    boolean isBusy;

    Session(int wipes) {
      this.wipes = wipes;
    }

    void knows(EntryKey entry, BigInteger count) {
      known.merge(entry, count, BigInteger::max);
    }
  }

  private final Trust trust;
  private final List<Session> sessions = new ArrayList<>();
  private long shown;

  SessionWorkload(Surroundings surroundings, Quorums quorums, Trust trust) {
    super(surroundings, DataType.PN_COUNTER, quorums);
    this.trust = trust;
  }

  /** How many reads were judged. */
  long shown() {
    return shown;
  }

  @Override
  public void operate(Runnable over) {
    int lane = chance().index(SESSIONS);
    Session session = session(lane);
    if (session.isBusy) {
      over.run();
      return;
    }
    session.isBusy = true;
    EntryKey entry = entry("s" + chance().index(KEYS));
    Runnable then =
        () -> {
          session.isBusy = false;
          over.run();
        };
    if (chance().percent(50)) {
      read(entry, session, then);
    } else {
      count(entry, session, then);
    }
  }

  /** What a session knows of before a disk was lost may have been on that disk only. */
  private Session session(int lane) {
    while (sessions.size() <= lane) {
      sessions.add(new Session(wipes()));
    }
    if (sessions.get(lane).wipes != wipes()) {
      sessions.set(lane, new Session(wipes()));
    }
    return sessions.get(lane);
  }

  private int wipes() {
    return surroundings().cluster().wipes();
  }

  private Quorum any() {
    return chance().percent(30)
        ? new Quorum.Majority()
        : new Quorum.Exactly((int) chance().between(1, quorums().n()));
  }

  private void count(EntryKey entry, Session session, Runnable over) {
    Quorum quorum = any();
    WriteRequest request =
        new WriteRequest(
            entry, type(), new Operation.Adjust(1), quorums().n(), quorum, 1, Lifetime.kept());
    surroundings()
        .gateway()
        .write(
            request,
            outcome -> {
              if (outcome.isPresent() && outcome.get() instanceof WriteOutcome.Stored) {
                session.holding = session.holding.and(quorum);
                session.knows(
                    entry, session.known.getOrDefault(entry, BigInteger.ZERO).add(BigInteger.ONE));
              }
              over.run();
            });
  }

  private void read(EntryKey entry, Session session, Runnable over) {
    surroundings()
        .gateway()
        .read(
            new ReadRequest(entry, type(), quorums().n(), any(), carried(session)),
            outcome -> {
              if (outcome.isPresent()
                  && outcome.get() instanceof ReadOutcome.Answered(Crdt state)
                  && session.wipes == wipes()) {
                judge(entry, session, ((PnCounter) state).value());
              }
              over.run();
            });
  }

  private Optional<Holding> carried(Session session) {
    return switch (trust) {
      case CARRIED -> Optional.of(session.holding);
      case FORGOTTEN -> Optional.of(Holding.NOTHING);
      case NOT_WRITTEN_BACK -> Optional.empty();
    };
  }

  private void judge(EntryKey entry, Session session, BigInteger count) {
    BigInteger known = session.known.getOrDefault(entry, BigInteger.ZERO);
    Violation.unless(
        count.compareTo(known) >= 0,
        "a session that knew of %s is shown %s under %s",
        known,
        count,
        entry);
    session.knows(entry, count);
    session.holding = session.holding.and(ReadRequest.SHOWN);
    shown++;
  }

  @Override
  public void onState(EntryKey entry, Crdt state) {}

  @Override
  public void validate(EntryKey entry, Crdt agreed) {
    BigInteger count = ((PnCounter) agreed).value();
    for (Session session : sessions) {
      BigInteger known = session.known.getOrDefault(entry, BigInteger.ZERO);
      Violation.unless(
          session.wipes != wipes() || count.compareTo(known) >= 0,
          "a session knew of %s, and %s is left under %s",
          known,
          count,
          entry);
    }
  }
}
