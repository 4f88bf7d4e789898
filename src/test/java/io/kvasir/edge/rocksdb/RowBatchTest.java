package io.kvasir.edge.rocksdb;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import io.kvasir.core.bytes.Bytes;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.lifecycle.AfterContainer;
import net.jqwik.api.lifecycle.BeforeContainer;
import org.rocksdb.ColumnFamilyDescriptor;
import org.rocksdb.ColumnFamilyHandle;
import org.rocksdb.Options;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;
import org.rocksdb.WriteBatch;

class RowBatchTest {
  enum Kind {
    PUT,
    DELETE,
    MERGE,
    DELETE_RANGE
  }

  record Change(Kind kind, int family, Bytes key, Bytes value) {}

  private static final int FAMILIES = 200; // numbers of one byte and of two
  private static final List<ColumnFamilyHandle> FAMILY = new ArrayList<>();
  private static Path directory;
  private static RocksDB rocks;

  @BeforeContainer
  static void open() throws Exception {
    RocksDB.loadLibrary();
    directory = Files.createTempDirectory("row-batch");
    try (Options options = new Options().setCreateIfMissing(true)) {
      rocks = RocksDB.open(options, directory.toString());
    }
    for (int i = 0; i < FAMILIES; i++) {
      FAMILY.add(
          rocks.createColumnFamily(new ColumnFamilyDescriptor(("f" + i).getBytes(US_ASCII))));
    }
  }

  @AfterContainer
  static void close() throws RocksDBException {
    FAMILY.forEach(ColumnFamilyHandle::close);
    rocks.close();
    try (Options options = new Options()) {
      RocksDB.destroyDB(directory.toString(), options);
    }
  }

  @Property(tries = 300)
  void isWhatRocksDbMakesOfTheSameChanges(@ForAll("changes") List<Change> changes)
      throws RocksDBException {
    RowBatch batch = new RowBatch(ColumnFamilyHandle::getID);
    try (WriteBatch expected = new WriteBatch()) {
      for (Change change : changes) {
        add(change, batch, expected);
      }

      assertThat(batch.count()).isEqualTo(expected.count());
      try (WriteBatch whole = batch.toWriteBatch()) {
        assertThat(whole.data()).isEqualTo(expected.data());
        assertThat(whole.count()).isEqualTo(changes.size());
      }
    }
  }

  private static void add(Change change, RowBatch batch, WriteBatch expected)
      throws RocksDBException {
    ColumnFamilyHandle family = FAMILY.get(change.family());
    byte[] key = change.key().toArray();
    byte[] value = change.value().toArray();
    switch (change.kind()) {
      case PUT -> {
        batch.put(family, key, value);
        expected.put(family, key, value);
      }
      case DELETE -> {
        batch.delete(family, key);
        expected.delete(family, key);
      }
      case MERGE -> {
        batch.merge(family, key, value);
        expected.merge(family, key, value);
      }
      case DELETE_RANGE -> {
        batch.deleteRange(family, key, value);
        expected.deleteRange(family, key, value);
      }
    }
  }

  @Provide
  Arbitrary<List<Change>> changes() {
    Arbitrary<Bytes> bytes =
        Arbitraries.bytes().array(byte[].class).ofMaxSize(300).map(Bytes::copyOf);
    return Combinators.combine(
            Arbitraries.of(Kind.class),
            Arbitraries.integers().between(0, FAMILIES - 1),
            bytes,
            bytes)
        .as(Change::new)
        .list()
        .ofMaxSize(40);
  }
}
