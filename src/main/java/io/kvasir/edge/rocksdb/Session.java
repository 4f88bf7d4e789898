package io.kvasir.edge.rocksdb;

import io.kvasir.core.node.Actor;
import io.kvasir.edge.rocksdb.DataDirectoryRefused.Reason;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.rocksdb.WALRecoveryMode;

/**
 * One time that a data directory is open: decides whether it may be, and as which actor.
 *
 * <p>What was not synced can be lost when the operating system goes down, which is seen by a last
 * session that did not end cleanly and was in another run of the operating system. An actor must
 * never mint a dot twice, so it goes on only where nothing that it committed can be missing:
 *
 * <table>
 * <caption>What is done with the last session</caption>
 * <tr><th>last session<th>write-ahead log<th>actor
 * <tr><td>ended cleanly, or its process crashed<td>must be whole, but for a cut record<td>same
 * <tr><td>synced, system went down<td>same; when damaged, read up to there<td>same; new when damaged
 * <tr><td>did not sync, system went down<td>read up to the first gap or damage<td>new
 * <tr><td>its database is gone<td>none<td>new
 * <tr><td>all but the last two, and less found than was durable ({@link HighWaterMark})<td>ends
 *     early, without damage<td>new
 * </table>
 */
final class Session {
  private static final Path BOOT_ID = Path.of("/proc/sys/kernel/random/boot_id");

  /** What the last session left. */
  private enum Found {
    NOTHING,
    WHOLE,
    MAYBE_GARBLED,
    MAYBE_INCOMPLETE,
    NO_DATABASE
  }

  private final DataDirectory directory;
  private final RandomGenerator random;
  private final Found found;
  private boolean cut;
  private Identity identity;

  private Session(DataDirectory directory, RandomGenerator random, Found found, Identity identity) {
    this.directory = directory;
    this.random = random;
    this.found = found;
    this.identity = identity;
  }

  /**
   * Refuses a directory of somebody else. Changes nothing but in a new directory, which becomes
   * this node's.
   *
   * @param boot tells runs of the operating system apart; empty when that cannot be known
   */
  static Session prepare(
      DataDirectory directory, StoreConfig config, RandomGenerator random, String boot) {
    Optional<Identity> stored = directory.identity();
    Identity last = stored.orElseGet(() -> identityOf(config, bear(random)));
    requireMatch(directory, last, config);
    if (stored.isEmpty()) {
      directory.save(last);
    }
    Found found = stored.isEmpty() ? Found.NOTHING : found(directory, last, boot);
    Actor actor =
        switch (found) {
          case NOTHING, WHOLE, MAYBE_GARBLED -> last.actor();
          case MAYBE_INCOMPLETE, NO_DATABASE -> bear(random);
        };
    return new Session(directory, random, found, last.inSession(actor, config.sync(), boot));
  }

  private static Found found(DataDirectory directory, Identity last, String boot) {
    if (!directory.hasDatabase()) {
      return Found.NO_DATABASE;
    }
    if (last.clean() || (!boot.isEmpty() && boot.equals(last.boot()))) {
      return Found.WHOLE;
    }
    return last.sync() == SyncMode.OS ? Found.MAYBE_INCOMPLETE : Found.MAYBE_GARBLED;
  }

  /** From here on there may be commits. */
  void start() {
    directory.save(identity);
  }

  /** Reads which run of the operating system this is. */
  static String boot() {
    try {
      return Files.readString(BOOT_ID).strip();
    } catch (IOException unknown) {
      return "";
    }
  }

  Actor actor() {
    return identity.actor();
  }

  /** What is to be told of the start. */
  Opening opening() {
    boolean newActor =
        switch (found) {
          case NOTHING, MAYBE_INCOMPLETE, NO_DATABASE -> true;
          case WHOLE, MAYBE_GARBLED -> cut;
        };
    return new Opening(found == Found.NOTHING, cut, newActor);
  }

  /**
   * How the write-ahead log is to be read. After a gap nothing may be read: a later commit of a set
   * covers the dots of an earlier one, whose members would look removed.
   */
  WALRecoveryMode recovery() {
    return cut || found == Found.MAYBE_INCOMPLETE
        ? WALRecoveryMode.PointInTimeRecovery
        : WALRecoveryMode.TolerateCorruptedTailRecords;
  }

  /** Whether the log, found damaged, may be read up to there. */
  boolean mayCut() {
    return found == Found.MAYBE_GARBLED && !cut;
  }

  /**
   * Whether all that was durable in the last session must still be there. Not when the system went
   * down over a log that is never synced, or the database is gone.
   */
  boolean mustHaveAll() {
    return found == Found.WHOLE || found == Found.MAYBE_GARBLED;
  }

  /** The log is not whole; commits behind that are lost, so a new actor mints the dots. */
  void cut() {
    cut = true;
    identity = identity.inSession(bear(random), identity.sync(), identity.boot());
  }

  /** Everything is on the disk. */
  void end() {
    directory.save(identity.closed());
  }

  private static Identity identityOf(StoreConfig config, Actor actor) {
    return new Identity(
        Identity.FORMAT,
        config.cluster(),
        config.node().value(),
        Integer.toString(config.partitions()),
        actor,
        config.sync(),
        "",
        true);
  }

  private static void requireMatch(DataDirectory directory, Identity found, StoreConfig config) {
    if (!found.cluster().equals(config.cluster())) {
      throw directory.refused(new Reason.OtherCluster(found.cluster(), config.cluster()));
    }
    if (!found.node().equals(config.node().value())) {
      throw directory.refused(new Reason.OtherNode(found.node(), config.node()));
    }
    if (!found.partitions().equals(Integer.toString(config.partitions()))) {
      throw directory.refused(new Reason.OtherPartitions(found.partitions(), config.partitions()));
    }
  }

  /** Actor 0 is nobody's: it stands in states that were never written. */
  private static Actor bear(RandomGenerator random) {
    long id = random.nextLong();
    while (id == 0) {
      id = random.nextLong();
    }
    return new Actor(id);
  }
}
