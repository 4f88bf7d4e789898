package io.kvasir.edge.rocksdb;

import io.kvasir.edge.rocksdb.DataDirectoryRefused.Reason;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * One node's directory, held exclusively while it is open. It holds the lock, the identity, the
 * mark of what is durable, and the database in a folder of its own.
 */
final class DataDirectory implements AutoCloseable {
  static final String IDENTITY = "kvasir.identity";

  private static final String LOCK = "kvasir.lock";
  private static final String MARK = "kvasir.durable";
  private static final String DATABASE = "rocksdb";

  /**
   * The directories that this process has open. Asked before the lock file is opened a second time,
   * since closing that again would release the lock that the process holds.
   */
  private static final Set<Path> HELD = ConcurrentHashMap.newKeySet();

  private final Path directory;
  private final FileChannel lock;

  private DataDirectory(Path directory, FileChannel lock) {
    this.directory = directory;
    this.lock = lock;
  }

  /** Creates the directory when it is not there, and takes hold of it. */
  static DataDirectory lock(Path directory) {
    if (Files.exists(directory) && !Files.isDirectory(directory)) {
      throw new DataDirectoryRefused(directory, new Reason.NotADirectory());
    }
    try {
      Path real = Files.createDirectories(directory).toRealPath();
      if (!HELD.add(real)) {
        throw new DataDirectoryRefused(directory, new Reason.Locked("this process"));
      }
      return hold(real);
    } catch (IOException failure) {
      throw unwritable(directory, failure);
    }
  }

  private static DataDirectory hold(Path real) throws IOException {
    boolean held = false;
    try {
      DataDirectory directory = new DataDirectory(real, lockFile(real));
      held = true;
      return directory;
    } finally {
      if (!held) {
        HELD.remove(real);
      }
    }
  }

  private static FileChannel lockFile(Path directory) throws IOException {
    FileChannel channel =
        FileChannel.open(
            directory.resolve(LOCK),
            StandardOpenOption.CREATE,
            StandardOpenOption.READ,
            StandardOpenOption.WRITE);
    if (channel.tryLock() == null) {
      String holder = holderOf(channel);
      channel.close();
      throw new DataDirectoryRefused(directory, new Reason.Locked(holder));
    }
    channel.truncate(0);
    channel.write(ByteBuffer.wrap(utf8("process " + ProcessHandle.current().pid() + '\n')), 0);
    return channel;
  }

  private static String holderOf(FileChannel channel) throws IOException {
    ByteBuffer text = ByteBuffer.allocate(64);
    channel.read(text, 0);
    String holder = new String(text.array(), 0, text.position(), StandardCharsets.UTF_8).strip();
    return holder.isEmpty() ? "another process" : holder;
  }

  /** What the directory says it is; empty when it is new. */
  Optional<Identity> identity() {
    try {
      Path file = directory.resolve(IDENTITY);
      if (!Files.exists(file)) {
        requireNoDatabase();
        return Optional.empty();
      }
      return Optional.of(decode(Files.readAllBytes(file)));
    } catch (IOException failure) {
      throw unwritable(directory, failure);
    }
  }

  private void requireNoDatabase() {
    if (Files.exists(database())) {
      throw refused(new Reason.Unrecognised());
    }
  }

  private Identity decode(byte[] file) {
    try {
      long format = Identity.format(file);
      if (format > Identity.FORMAT) {
        throw refused(new Reason.NewerFormat(format, Identity.FORMAT));
      }
      return Identity.decode(file);
    } catch (DamagedBytes damaged) {
      throw refused(new Reason.Damaged(damaged.detail()));
    }
  }

  /** Replaces the identity in one step, durably. */
  void save(Identity identity) {
    try {
      Path draft = directory.resolve(IDENTITY + ".new");
      try (FileChannel file =
          FileChannel.open(
              draft,
              StandardOpenOption.CREATE,
              StandardOpenOption.TRUNCATE_EXISTING,
              StandardOpenOption.WRITE)) {
        ByteBuffer content = ByteBuffer.wrap(identity.encode());
        while (content.hasRemaining()) {
          file.write(content);
        }
        file.force(true);
      }
      Files.move(draft, directory.resolve(IDENTITY), StandardCopyOption.ATOMIC_MOVE);
      sync();
    } catch (IOException failure) {
      throw unwritable(directory, failure);
    }
  }

  /** Whether a database was ever created here. */
  boolean hasDatabase() {
    return Files.exists(database().resolve("CURRENT"));
  }

  Path database() {
    return directory.resolve(DATABASE);
  }

  /** To be closed by the caller. */
  HighWaterMark mark() {
    try {
      return HighWaterMark.open(directory.resolve(MARK));
    } catch (IOException failure) {
      throw unwritable(directory, failure);
    }
  }

  DataDirectoryRefused refused(Reason reason) {
    return new DataDirectoryRefused(directory, reason);
  }

  @Override
  public void close() {
    try {
      lock.close();
    } catch (IOException failure) {
      throw unwritable(directory, failure);
    } finally {
      HELD.remove(directory);
    }
  }

  private void sync() throws IOException {
    try (FileChannel self = FileChannel.open(directory, StandardOpenOption.READ)) {
      self.force(true);
    }
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static DataDirectoryRefused unwritable(Path directory, IOException failure) {
    return new DataDirectoryRefused(directory, new Reason.Unwritable(failure.toString()), failure);
  }
}
