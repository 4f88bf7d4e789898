package io.kvasir.edge.rocksdb;

import io.kvasir.core.node.Actor;
import io.kvasir.core.node.NodeId;
import io.kvasir.edge.rocksdb.DataDirectoryRefused.Reason;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;

/**
 * One time that a data directory is open: decides whether it may be, and as which actor.
 *
 * <p>An actor must never mint a dot twice, so it may go on only where nothing that it committed can
 * be missing. What was not synced is lost when the operating system goes down; so a directory whose
 * last session did not sync, did not close and was in another run of the operating system gets a
 * new actor, and so does one whose write-ahead log had to be cut at damage.
 */
final class Session {
  private static final Path BOOT_ID = Path.of("/proc/sys/kernel/random/boot_id");

  private final DataDirectory directory;
  private final RandomGenerator random;
  private final boolean created;
  private final boolean garbledTail;
  private boolean newActor;
  private Identity identity;

  private Session(
      DataDirectory directory,
      RandomGenerator random,
      boolean created,
      boolean garbledTail,
      boolean newActor,
      Identity identity) {
    this.directory = directory;
    this.random = random;
    this.created = created;
    this.garbledTail = garbledTail;
    this.newActor = newActor;
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
    Optional<Identity> found = directory.identity();
    if (found.isEmpty()) {
      return create(directory, config, random, boot);
    }
    Identity last = found.get();
    requireMatch(directory, last, config);
    boolean unclean = !last.clean() && (boot.isEmpty() || !boot.equals(last.boot()));
    boolean mayMissCommits = (unclean && last.sync() == SyncMode.OS) || !directory.hasDatabase();
    Actor actor = mayMissCommits ? bear(random) : last.actor();
    Identity identity = last.inSession(actor, config.sync(), boot);
    return new Session(directory, random, false, unclean, mayMissCommits, identity);
  }

  private static Session create(
      DataDirectory directory, StoreConfig config, RandomGenerator random, String boot) {
    Identity born = identityOf(config, bear(random));
    directory.save(born);
    Identity identity = born.inSession(born.actor(), config.sync(), boot);
    return new Session(directory, random, true, false, true, identity);
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

  /** Whether the actor was born for this session. */
  boolean hasNewActor() {
    return newActor;
  }

  boolean created() {
    return created;
  }

  /**
   * Whether the end of the write-ahead log may be garbled rather than just cut off: only when the
   * operating system went down over writes that were not synced yet.
   */
  boolean mayHaveGarbledTail() {
    return garbledTail;
  }

  /** Commits were lost with a damaged log; a new actor mints the dots. Before the start only. */
  void rebear() {
    newActor = true;
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
        members(config),
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
    if (!found.members().equals(members(config))) {
      throw directory.refused(new Reason.OtherMembers(found.members(), config.members()));
    }
  }

  private static String members(StoreConfig config) {
    return config.members().stream().map(NodeId::value).collect(Collectors.joining(","));
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
