package io.kvasir.edge.cli.bench.protocol;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.kvasir.edge.cli.bench.workload.Kind;
import io.kvasir.edge.cli.bench.workload.Operation;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is said to Redis, and how its answers are read. */
class RedisCodecTest {
  private final Told told = new Told();
  private final Codec codec =
      new RedisTarget(
              new RequestOptions(
                  "b", 5, false, Optional.empty(), Optional.empty(), Optional.empty(), 1))
          .codec(Endpoint.parse("redis://localhost", 80), told);

  private String request(Kind kind, int from, int count) {
    Operation operation = new Operation();
    operation.set(kind, 7);
    operation.range(from, count);
    Output out = new Output();
    codec.encode(operation, 0, out);
    return new String(out.array(), 0, out.size(), ISO_8859_1);
  }

  @Test
  void writesCommands() {
    assertThat(request(Kind.GET, 0, 0)).isEqualTo("*2\r\n$3\r\nGET\r\n$13\r\nb/k0000000007\r\n");
    assertThat(request(Kind.PUT, 0, 0))
        .matches("\\*3\r\n\\$3\r\nSET\r\n\\$13\r\nb/k0000000007\r\n\\$5\r\n[A-Za-z0-9]{5}\r\n");
    assertThat(request(Kind.INCREMENT, 0, 0))
        .isEqualTo("*2\r\n$4\r\nINCR\r\n$22\r\nb:counters/k0000000007\r\n");
    String added = "*4 $4 SADD $18 b:sets/k0000000007 $9 e00000003 $9 e00000004 ";
    assertThat(request(Kind.FILL, 3, 2)).isEqualTo(added.replace(" ", "\r\n"));
  }

  @Test
  void readsAnswersWhereverTheyAreCut() throws BadAnswer {
    byte[] bytes =
        "+OK\r\n:12\r\n$-1\r\n$5\r\nab\r\nc\r\n-MOVED 1 x\r\n$0\r\n\r\n-ERR\r\n"
            .getBytes(ISO_8859_1);
    for (int cut = 0; cut <= bytes.length; cut++) {
      told.all().clear();
      assertThat(Feed.all(codec::decode, bytes, cut)).isZero();
      assertThat(told.all())
          .as("cut at " + cut)
          .containsExactly(
              "ok -1", "ok -1", "miss -1", "ok -1", "failed -1 MOVED", "ok -1", "failed -1 ERR");
    }
    told.all().clear();
    assertThat(Feed.each(codec::decode, bytes)).isZero();
    assertThat(told.all()).hasSize(7);
  }

  @Test
  void aValueCountsWhenAllOfItHasCome() throws BadAnswer {
    Feed.all(codec::decode, "$5\r\nabcde\r".getBytes(ISO_8859_1));

    assertThat(told.all()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "*1\r\n",
        "\r\n",
        "HTTP/1.1\r\n",
        "$\r\n",
        "$x\r\n",
        "$99999999999999999999\r\n",
        "$9223372036854775807\r\n"
      })
  void saysThatAnAnswerIsNone(String text) {
    assertThatExceptionOfType(BadAnswer.class)
        .isThrownBy(() -> Feed.all(codec::decode, text.getBytes(ISO_8859_1)));
  }

  @Test
  void doesNotTakeALineWithoutEnd() {
    byte[] line = ("+" + "x".repeat(20_000)).getBytes(ISO_8859_1);

    assertThatExceptionOfType(BadAnswer.class).isThrownBy(() -> Feed.all(codec::decode, line));
  }
}
