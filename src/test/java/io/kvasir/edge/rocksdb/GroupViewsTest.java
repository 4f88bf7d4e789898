package io.kvasir.edge.rocksdb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kvasir.core.node.GroupId;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.rocksdb.Options;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;

class GroupViewsTest {
  private static final GroupId G = new GroupId(1);
  private static final byte[] KEY = {1};

  @TempDir Path folder;
  private final AtomicLong nanos = new AtomicLong();
  private Options options;
  private RocksDB rocks;
  private GroupViews views;

  @BeforeEach
  void open() throws RocksDBException {
    RocksLibrary.load();
    options = new Options().setCreateIfMissing(true);
    rocks = RocksDB.open(options, folder.toString());
    views = new GroupViews(rocks, nanos::get);
  }

  @AfterEach
  void close() {
    views.closeAll();
    rocks.close();
    options.close();
  }

  @Test
  void aReaderKeepsItsViewAndAnotherHasItsOwn() throws Exception {
    long first = sequence("r");
    rocks.put(KEY, KEY);

    assertThat(sequence("r")).isEqualTo(first);
    assertThat(sequence("s")).isEqualTo(first + 1);
    views.close(G, "r");
    assertThat(sequence("r")).isEqualTo(first + 1);
  }

  @Test
  void aViewThatNobodyReadsIsLetGoOfAndNotTakenForANewOne() throws Exception {
    long _ = sequence("r");
    long _ = sequence("read");
    assertThat(snapshots()).isEqualTo(2);

    nanos.addAndGet(GroupViews.IDLE_NANOS / 2 + 1);
    long _ = sequence("read");
    nanos.addAndGet(GroupViews.IDLE_NANOS / 2 + 1);
    views.letGoOfIdle();

    assertThat(snapshots()).isEqualTo(1);
    assertThatThrownBy(() -> sequence("r")).isInstanceOf(ReadRefused.class);
    assertThat(sequence("read")).isZero();
    views.close(G, "r");
    assertThat(sequence("r")).isZero();
  }

  @Test
  void aViewThatIsBeingReadOutlivesItsEnd() throws Exception {
    try (SharedSnapshot held = views.hold(G, "r")) {
      views.close(G, "r");

      assertThat(snapshots()).isEqualTo(1);
      assertThat(held.sequence()).isZero();
    }
    assertThat(snapshots()).isZero();
  }

  @Test
  void viewsAreBoundedAndIdleOnesMakeRoom() throws Exception {
    List<String> readers = new ArrayList<>();
    for (int i = 0; i < 256; i++) {
      readers.add("r" + i);
      long _ = sequence("r" + i);
    }

    assertThatThrownBy(() -> sequence("more")).isInstanceOf(ReadRefused.class);
    nanos.addAndGet(GroupViews.IDLE_NANOS + 1);
    long _ = sequence("more");

    assertThat(snapshots()).isEqualTo(1);
    readers.forEach(reader -> views.close(G, reader));
    assertThat(snapshots()).isEqualTo(1);
  }

  @Test
  void theViewsOfAGroupEndWithIt() throws Exception {
    long _ = sequence("r");
    long _ = sequence("s");

    views.close(new GroupId(2));
    assertThat(snapshots()).isEqualTo(2);
    views.close(G);

    assertThat(snapshots()).isZero();
  }

  private long sequence(String reader) throws ReadRefused {
    try (SharedSnapshot held = views.hold(G, reader)) {
      return held.sequence();
    }
  }

  private long snapshots() throws RocksDBException {
    return rocks.getLongProperty("rocksdb.num-snapshots");
  }
}
