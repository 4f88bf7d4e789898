package io.kvasir.core.crdt;

import io.kvasir.core.bucket.DataType;
import io.kvasir.core.bucket.EntryKey;
import java.util.List;
import java.util.Optional;

/**
 * The rows of a key and the digest that was kept with them do not fit.
 *
 * @param kept the digest
 * @param found what the rows show; empty when they cannot be read
 */
public record Flaw(EntryKey entry, long kept, Optional<Long> found) {
  /** What is to be done about it. */
  public sealed interface Remedy {
    /** The rows are damaged: put this in their place. */
    record Restore(Crdt state) implements Remedy {}

    /** The digest is wrong: add this to it. */
    record Correct(long amount) implements Remedy {}

    /** That cannot be told yet. */
    record Wait() implements Remedy {}
  }

  /**
   * What another replica holds.
   *
   * @param state empty for nothing
   * @param hasVote whether it knows what it should
   */
  public record Testimony(Optional<Crdt> state, boolean hasVote) {}

  public Flaw {
    if (found.isPresent() && found.get() == kept) {
      throw new IllegalArgumentException("nothing is wrong with " + entry);
    }
  }

  /**
   * Judged by what other replicas hold, once all of them have answered. Of rows that can be read,
   * digest and another replica that has a vote two must agree, and the third is wrong. Rows that
   * are wrong or cannot be read are lost like a disk: what all others hold together takes their
   * place. That is nothing where nothing was visible, and all others have forgotten the key.
   *
   * @param type of the key
   * @param others those that answered
   * @param all whether all others did
   */
  public Remedy remedy(DataType type, List<Testimony> others, boolean all) {
    if (!all || others.isEmpty()) {
      return new Remedy.Wait();
    }
    if (found.isEmpty() || isShown(kept, others)) {
      return restoration(type, others);
    }
    return isShown(found.get(), others)
        ? new Remedy.Correct(found.get() - kept)
        : new Remedy.Wait();
  }

  private Remedy restoration(DataType type, List<Testimony> others) {
    List<Crdt> held = others.stream().flatMap(other -> other.state().stream()).toList();
    return held.isEmpty() && kept != 0
        ? new Remedy.Wait()
        : new Remedy.Restore(Crdt.meet(type, held));
  }

  /** Whether somebody who knows what it should has that digest. */
  private boolean isShown(long digest, List<Testimony> others) {
    return others.stream()
        .filter(Testimony::hasVote)
        .anyMatch(other -> shown(other.state()) == digest);
  }

  private long shown(Optional<Crdt> state) {
    return state.map(held -> Digest.of(entry, Slice.whole(held))).orElse(0L);
  }
}
