package io.kvasir.core.replication;

import io.kvasir.core.bucket.DataType;
import io.kvasir.core.bucket.EntryKey;
import io.kvasir.core.crdt.Crdt;
import io.kvasir.core.crdt.Elsewhere;
import io.kvasir.core.crdt.End;
import io.kvasir.core.crdt.Expiry;
import io.kvasir.core.crdt.Flaw;
import io.kvasir.core.crdt.IndexChange;
import io.kvasir.core.crdt.Lifetime;
import io.kvasir.core.crdt.Operation;
import io.kvasir.core.crdt.Scope;
import io.kvasir.core.crdt.Slice;
import io.kvasir.core.crdt.Writer;
import io.kvasir.core.node.Actor;
import io.kvasir.core.time.HybridTimestamp;
import io.kvasir.core.time.Moment;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;

/**
 * The replica of many keys: applies operations, merges deltas, and answers once the result is
 * durable. Work on one key is done in the order it came, and does not wait for the disk: each
 * change builds on the one before, so that many changes of one key share a group commit. What is
 * not yet durable is seen by nobody but the next change.
 *
 * <p>A failed commit makes every change that built on it fail too; the store then refuses all later
 * ones.
 */
public final class Replica {
  /** What the replica learns. Ids are the caller's, unique among requests under way. */
  public sealed interface Event {
    EntryKey entry();

    /** What is carried out in the order it came. */
    sealed interface Work extends Event {
      long id();

      DataType type();

      /** What must be known of the key's state. */
      Scope scope();
    }

    /** Apply a client's operation. */
    record Apply(
        long id,
        EntryKey entry,
        DataType type,
        Operation operation,
        Elsewhere elsewhere,
        Lifetime lifetime,
        Moment now)
        implements Work {
      /** Applied to what is known here, and says nothing of the key's end. */
      public Apply(long id, EntryKey entry, DataType type, Operation operation, long wallMillis) {
        this(id, entry, type, operation, Elsewhere.UNKNOWN, wallMillis);
      }

      /** Says nothing of the key's end. */
      public Apply(
          long id,
          EntryKey entry,
          DataType type,
          Operation operation,
          Elsewhere elsewhere,
          long wallMillis) {
        this(id, entry, type, operation, elsewhere, Lifetime.kept(), Moment.of(wallMillis));
      }

      @Override
      public Scope scope() {
        return operation.scope();
      }
    }

    /** Join a delta that another replica made. */
    record Merge(long id, EntryKey entry, Slice delta) implements Work {
      @Override
      public DataType type() {
        return delta.state().type();
      }

      @Override
      public Scope scope() {
        return delta.scope();
      }
    }

    /**
     * Remove what has ended by {@code nowMillis}, at least at {@code end}.
     *
     * @param elsewhere what others say of the key's end
     */
    record Reclaim(
        long id, EntryKey entry, DataType type, End end, Expiry elsewhere, long nowMillis)
        implements Work {
      @Override
      public Scope scope() {
        return end.scope();
      }
    }

    /**
     * Forget the key with all that is kept of it, if nothing is visible and what remains is that.
     *
     * @param remains {@link io.kvasir.core.crdt.Remains#hash}
     */
    record Bury(long id, EntryKey entry, DataType type, long remains) implements Work {
      @Override
      public Scope scope() {
        return Scope.whole();
      }
    }

    /** Put {@code state} in the place of rows that are damaged, if they are. */
    record Restore(long id, EntryKey entry, Crdt state) implements Work {
      @Override
      public DataType type() {
        return state.type();
      }

      @Override
      public Scope scope() {
        return Scope.whole();
      }
    }

    /** The examination that was asked for; empty when nothing is wrong. */
    record Examined(EntryKey entry, Optional<Flaw> flaw) implements Event {}

    /** The load that was asked for; empty when nothing is stored. */
    record Loaded(EntryKey entry, Optional<Slice> stored) implements Event {}

    record LoadFailed(EntryKey entry) implements Event {}

    /** Commit number {@code commit} of this key is durable. */
    record Committed(EntryKey entry, long commit) implements Event {}

    /**
     * Commit number {@code commit} of this key failed.
     *
     * @param maybeApplied false when it was refused untried, and so are all later ones
     */
    record CommitFailed(EntryKey entry, long commit, boolean maybeApplied) implements Event {}
  }

  /** What the replica wants done, in this order. */
  public sealed interface Effect {
    /** Read the stored slice. One load per key at a time. */
    record Load(EntryKey entry, Scope scope) implements Effect {}

    /** Hold the key's digest against its rows; fails as a load does. */
    record Examine(EntryKey entry) implements Effect {}

    /**
     * Make {@code slice} durable.
     *
     * @param index what changes with it beside the key
     * @param outgoing of an own operation, its request id and the delta that the others lack
     */
    record Commit(
        EntryKey entry,
        long commit,
        Slice slice,
        IndexChange index,
        Optional<OutgoingDelta> outgoing)
        implements Effect {}

    /**
     * Delete the key's rows.
     *
     * @param remains what is stored
     */
    record Drop(EntryKey entry, long commit, Slice remains) implements Effect {}

    /** The operation is durable; {@code delta} is what the other replicas must join. */
    record Applied(long id, Slice delta, HybridTimestamp stamp) implements Effect {}

    /**
     * The delta is durable.
     *
     * @param newer the stamp that stays, when the delta is of a register that was written later
     * @param changed whether it brought anything new
     */
    record Merged(long id, Optional<HybridTimestamp> newer, boolean changed) implements Effect {}

    /**
     * Nothing was changed: the time of the key is up as far as is known here, and it was not asked
     * elsewhere if there it is too.
     */
    record Expired(long id) implements Effect {}

    /** Nothing was changed. */
    record Refused(long id, Refusal reason) implements Effect {}

    /**
     * The disk failed.
     *
     * @param maybeApplied whether the change may be on it all the same
     */
    record Failed(long id, boolean maybeApplied) implements Effect {}
  }

  /** A delta to be filed with the value it changed. */
  public record OutgoingDelta(long id, Slice delta) {}

  private final Function<EntryKey, Writer> writers;
  private final TreeMap<EntryKey, Lane> lanes = new TreeMap<>();
  private long lastCommit;

  /** A replica that mints as one actor. */
  public Replica(Actor actor) {
    this(new Writer(actor));
  }

  private Replica(Writer writer) {
    this(entry -> writer);
  }

  /**
   * @param writers who mints under a key; the same for as long as it is stored here
   */
  public Replica(Function<EntryKey, Writer> writers) {
    this.writers = writers;
  }

  /** How many keys have work under way. */
  public int busyKeys() {
    return lanes.size();
  }

  /** Whether there is work under way on a key. */
  public boolean isBusy(EntryKey entry) {
    return lanes.containsKey(entry);
  }

  public List<Effect> on(Event event) {
    List<Effect> effects = new ArrayList<>();
    Lane lane =
        lanes.computeIfAbsent(event.entry(), entry -> new Lane(entry, writers, () -> ++lastCommit));
    switch (event) {
      case Event.Work work -> lane.enqueue(work, effects);
      case Event.Loaded(EntryKey entry, Optional<Slice> stored) -> lane.loaded(stored, effects);
      case Event.Examined(EntryKey entry, Optional<Flaw> flaw) -> lane.examined(flaw, effects);
      case Event.LoadFailed(EntryKey entry) -> lane.loadFailed(effects);
      case Event.Committed(EntryKey entry, long commit) -> lane.committed(commit, effects);
      case Event.CommitFailed(EntryKey entry, long commit, boolean maybeApplied) ->
          lane.commitFailed(commit, maybeApplied, effects);
    }
    if (lane.isIdle()) {
      lanes.remove(event.entry());
    }
    return effects;
  }
}
