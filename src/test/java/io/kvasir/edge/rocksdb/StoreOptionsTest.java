package io.kvasir.edge.rocksdb;

import static org.assertj.core.api.Assertions.assertThat;

import io.kvasir.core.node.NodeId;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class StoreOptionsTest {
  private static StoreConfig of(int partitions) {
    return StoreConfig.of(Path.of("never-opened"), "test", new NodeId("node1"), partitions);
  }

  @Test
  void filtersOfMemtablesTakeASmallPartOfTheBuffersOrNone() {
    assertThat(StoreOptions.memtableFilterShare(of(64))).isPositive();
    assertThat(StoreOptions.memtableFilterShare(of(1_024))).isZero();
  }
}
