package io.kvasir.edge.rocksdb;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HighWaterMarkTest {
  @TempDir Path folder;

  @Test
  void isFoundAgainAsItWasLast() throws IOException {
    try (HighWaterMark mark = open()) {
      assertThat(mark.read()).isZero();
      mark.raise(7);
      mark.raise(1L << 40);
    }

    try (HighWaterMark mark = open()) {
      assertThat(mark.read()).isEqualTo(1L << 40);
      mark.reset(3);
      assertThat(mark.read()).isEqualTo(3);
    }
  }

  @Test
  void saysNothingWhenItIsDamagedOrCut() throws IOException {
    try (HighWaterMark mark = open()) {
      mark.raise(1L << 40);
    }
    byte[] good = Files.readAllBytes(file());

    for (int i = 0; i < good.length; i++) {
      byte[] bad = good.clone();
      bad[i] ^= 4;
      assertThat(read(bad)).isZero();
    }
    assertThat(read(new byte[0])).isZero();
    assertThat(read(new byte[11])).isZero();
    assertThat(read(good)).isEqualTo(1L << 40);
  }

  private long read(byte[] content) throws IOException {
    Files.write(file(), content);
    try (HighWaterMark mark = open()) {
      return mark.read();
    }
  }

  private HighWaterMark open() throws IOException {
    return HighWaterMark.open(file());
  }

  private Path file() {
    return folder.resolve("mark");
  }
}
