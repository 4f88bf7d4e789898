package io.kvasir.edge.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

class RawWordsTest {
  private static byte[] utf8(String line) {
    return line.getBytes(StandardCharsets.UTF_8);
  }

  @Test
  void readsWordsThatTheRuntimeCouldNotDecode() {
    assertThat(RawWords.decoded(utf8("kvasir\0put\0ü/k\0\ufffd\0"), List.of("put", "??/k", "???")))
        .contains(List.of("put", "ü/k", "\ufffd"));
  }

  @Test
  void refusesWhatIsNoUtf8() {
    byte[] line = "kvasir\0put\0k\0\u00ff\0".getBytes(StandardCharsets.ISO_8859_1);

    assertThat(RawWords.decoded(line, List.of("put", "k", "\ufffd"))).isEmpty();
  }

  @Test
  void believesTheRuntimeWhereThereAreOtherWords() {
    byte[] line = utf8("kvasir\0get\0ü\0-Xmx64m\0");

    assertThat(RawWords.decoded(line, List.of("get", "ü"))).contains(List.of("get", "ü"));
    assertThat(RawWords.decoded(line, List.of("get", "\ufffd"))).isEmpty();
    assertThat(RawWords.decoded(utf8(""), List.of("get"))).contains(List.of("get"));
  }

  @Test
  void keepsEmptyWords() {
    assertThat(RawWords.decoded(utf8("kvasir\0put\0k\0\0"), List.of("put", "k", "")))
        .contains(List.of("put", "k", ""));
  }
}
