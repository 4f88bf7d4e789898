package io.kvasir.edge.cli.bench.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

/** Bytes that are sent in parts. */
class OutputTest {
  @Test
  void whatWasSentTakesNoRoom() {
    Output out = new Output();
    byte[] part = new byte[3_000];
    for (int n = 0; n < 100; n++) {
      out.add(part);
      out.drop(2_999);
      part[0]++;
    }

    assertThat(out.size()).isEqualTo(100);
    assertThat(out.array()).hasSizeLessThanOrEqualTo(8_192);
  }

  @Test
  void whatIsLeftIsTheEnd() {
    Output out = new Output().add("sent, rest");
    out.drop(6);

    assertThat(StandardCharsets.US_ASCII.decode(out.from(0)).toString()).isEqualTo("rest");
  }
}
