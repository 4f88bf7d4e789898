package io.kvasir.edge.rocksdb;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.kvasir.core.ring.PartitionId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.rocksdb.ColumnFamilyDescriptor;
import org.rocksdb.ColumnFamilyHandle;
import org.rocksdb.Options;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;

/**
 * The open RocksDB with its column families: one for the node itself, one for the journal, two for
 * the logs and the states of groups, and one per partition that was ever written to, or was
 * expected to be when one was.
 */
final class Database implements AutoCloseable {
  private static final String DEFAULT = "default";
  private static final String NODE = "node";
  private static final String JOURNAL = "journal";
  private static final String GROUP_LOG = "group-log";
  private static final String GROUP_STATE = "group-state";
  private static final String PARTITION = "partition-";

  private final RocksDB rocks;
  private final StoreOptions options;
  private final ColumnFamilyHandle node;
  private final ColumnFamilyHandle journal;
  private final ColumnFamilyHandle groupLog;
  private final ColumnFamilyHandle groupState;
  private final AtomicReferenceArray<@Nullable ColumnFamilyHandle> partitions;
  private volatile List<PartitionId> expected = List.of();

  /** Asked for once, since RocksDB does not remember it on this side. For the writer only. */
  private final IdentityHashMap<ColumnFamilyHandle, Integer> numbers = new IdentityHashMap<>();

  private Database(
      RocksDB rocks,
      StoreOptions options,
      List<ColumnFamilyHandle> handles,
      List<String> names,
      int partitions) {
    this.rocks = rocks;
    this.options = options;
    this.node = handles.get(names.indexOf(NODE));
    this.journal = handles.get(names.indexOf(JOURNAL));
    this.groupLog = handles.get(names.indexOf(GROUP_LOG));
    this.groupState = handles.get(names.indexOf(GROUP_STATE));
    this.partitions = new AtomicReferenceArray<>(partitions);
    for (int i = 0; i < names.size(); i++) {
      if (names.get(i).startsWith(PARTITION)) {
        this.partitions.set(partitionOf(names.get(i)), handles.get(i));
      }
    }
  }

  /**
   * Opens what is at {@code path}, or creates it.
   *
   * @param partitions how many the ring has
   */
  static Database open(Path path, StoreOptions options, int partitions)
      throws RocksDBException, IOException {
    Files.createDirectories(path);
    List<String> names = names(path, options);
    List<ColumnFamilyDescriptor> descriptors =
        names.stream()
            .map(name -> new ColumnFamilyDescriptor(name.getBytes(US_ASCII), options.family()))
            .toList();
    List<ColumnFamilyHandle> handles = new ArrayList<>();
    RocksDB rocks =
        RocksDB.open(
            options.database().setCreateMissingColumnFamilies(true),
            path.toString(),
            descriptors,
            handles);
    return new Database(rocks, options, handles, names, partitions);
  }

  private static List<String> names(Path path, StoreOptions options) throws RocksDBException {
    List<String> names = new ArrayList<>(List.of(DEFAULT, NODE, JOURNAL, GROUP_LOG, GROUP_STATE));
    try (Options joint = options.joint()) {
      for (byte[] name : RocksDB.listColumnFamilies(joint, path.toString())) {
        String found = new String(name, US_ASCII);
        if (!names.contains(found)) {
          names.add(found);
        }
      }
    }
    return names;
  }

  RocksDB rocks() {
    return rocks;
  }

  ColumnFamilyHandle node() {
    return node;
  }

  /** What was shown anew, by bucket. */
  ColumnFamilyHandle journal() {
    return journal;
  }

  /** The logs of all groups. */
  ColumnFamilyHandle groupLog() {
    return groupLog;
  }

  /** The states of all groups. */
  ColumnFamilyHandle groupState() {
    return groupState;
  }

  /** The number of a column family in the write-ahead log. For the writer only. */
  int numberOf(ColumnFamilyHandle family) {
    return numbers.computeIfAbsent(family, ColumnFamilyHandle::getID);
  }

  /** The partition's column family; empty only when it was never written to. */
  Optional<ColumnFamilyHandle> partition(PartitionId partition) {
    return Optional.ofNullable(partitions.get(partition.number()));
  }

  /** All partitions that were ever written to, and maybe others of which nothing is stored. */
  List<PartitionId> partitions() {
    List<PartitionId> written = new ArrayList<>();
    for (int i = 0; i < partitions.length(); i++) {
      if (partitions.get(i) != null) {
        written.add(new PartitionId(i));
      }
    }
    return written;
  }

  /** These are created with the next that is needed: each step takes as long as all at once. */
  void expect(Collection<PartitionId> wanted) {
    expected = List.copyOf(wanted);
  }

  /** Creates those column families that are missing, in one step. Durable. One caller at a time. */
  void create(Collection<PartitionId> wanted) throws RocksDBException {
    if (wanted.stream().allMatch(each -> partition(each).isPresent())) {
      return;
    }
    List<PartitionId> missing =
        Stream.concat(wanted.stream(), expected.stream())
            .distinct()
            .filter(each -> partition(each).isEmpty())
            .toList();
    List<byte[]> names =
        missing.stream().map(each -> (PARTITION + each.number()).getBytes(US_ASCII)).toList();
    List<ColumnFamilyHandle> created = rocks.createColumnFamilies(options.family(), names);
    for (int i = 0; i < missing.size(); i++) {
      partitions.set(missing.get(i).number(), created.get(i));
    }
  }

  /** Puts everything that was written on the disk. */
  void sync() throws RocksDBException {
    rocks.flushWal(true);
  }

  @Override
  public void close() {
    rocks.cancelAllBackgroundWork(true);
    for (PartitionId partition : partitions()) {
      partition(partition).ifPresent(ColumnFamilyHandle::close);
    }
    List.of(node, journal, groupLog, groupState).forEach(ColumnFamilyHandle::close);
    rocks.close();
  }

  private static int partitionOf(String name) {
    return Integer.parseInt(name, PARTITION.length(), name.length(), 10);
  }
}
