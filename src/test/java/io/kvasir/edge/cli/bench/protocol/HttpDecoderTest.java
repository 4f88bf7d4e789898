package io.kvasir.edge.cli.bench.protocol;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Where HTTP's answers end, wherever the network cuts them. */
class HttpDecoderTest {
  private static final String OK = "HTTP/1.1 200 OK\r\n";

  /** Keeps what it is told, with bodies put together. */
  private static final class Kept implements HttpDecoder.Sink {
    private final List<String> all = new ArrayList<>();
    private final StringBuilder body = new StringBuilder();

    @Override
    public void begin(int status) {
      body.setLength(0);
    }

    @Override
    public void part(byte[] bytes, int from, int to) {
      body.append(new String(bytes, from, to - from, ISO_8859_1));
    }

    @Override
    public void end(int status, boolean last) {
      all.add(status + " " + body + (last ? " last" : ""));
    }

    @Override
    public boolean wantsBody(int status) {
      return true;
    }
  }

  static Stream<Arguments> answers() {
    return Stream.of(
        Arguments.of(OK + "Content-Length: 5\r\n\r\nhello", List.of("200 hello")),
        Arguments.of(OK + "content-LENGTH:0\r\nX: y\r\n\r\n", List.of("200 ")),
        Arguments.of("HTTP/1.1 204 \r\n\r\n", List.of("204 ")),
        Arguments.of("HTTP/1.1 304 Same\r\nContent-Length: 9\r\n\r\n", List.of("304 ")),
        Arguments.of(
            "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Hints\r\nLink: x\r\n\r\n"
                + OK
                + "Content-Length: 1\r\n\r\nx",
            List.of("200 x")),
        Arguments.of(
            OK
                + "Transfer-Encoding: Chunked\r\n\r\n"
                + "5\r\n"
                + "hello\r\n"
                + "A;name=x\r\n"
                + "0123456789\r\n"
                + "0\r\n\r\n",
            List.of("200 hello0123456789")),
        Arguments.of(
            OK + "Transfer-Encoding: chunked\r\n\r\n1\r\n\n\r\n0\r\nDigest: x\r\nMore: y\r\n\r\n",
            List.of("200 \n")),
        Arguments.of(
            OK + "Content-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nab\r\n0\r\n\r\n",
            List.of("200 ab")),
        Arguments.of(
            OK + "Content-Length: 2\r\n\r\nab" + "HTTP/1.1 503 No\r\nContent-Length: 1\r\n\r\nc",
            List.of("200 ab", "503 c")),
        Arguments.of(
            OK + "Connection: keep-alive, Close\r\nContent-Length: 1\r\n\r\nx",
            List.of("200 x last")),
        Arguments.of("HTTP/1.0 200 OK\r\nContent-Length: 1\r\n\r\nx", List.of("200 x last")),
        Arguments.of("HTTP/1.1 200 OK\nContent-Length: 1\n\nx", List.of("200 x")),
        Arguments.of(OK + "\r\nuntil the end", List.of("200 until the end last")));
  }

  @ParameterizedTest
  @MethodSource("answers")
  void readsAnswersWhereverTheyAreCut(String text, List<String> expected) throws BadAnswer {
    byte[] bytes = text.getBytes(ISO_8859_1);
    for (int cut = 0; cut <= bytes.length; cut++) {
      assertThat(read(bytes, cut)).as("cut at " + cut).isEqualTo(expected);
    }
    int[] each = new int[bytes.length];
    for (int at = 0; at < each.length; at++) {
      each[at] = at;
    }
    assertThat(read(bytes, each)).as("byte by byte").isEqualTo(expected);
  }

  private static List<String> read(byte[] bytes, int... ends) throws BadAnswer {
    Kept kept = new Kept();
    HttpDecoder decoder = new HttpDecoder(kept);
    assertThat(Feed.all(decoder::decode, bytes, ends)).isZero();
    decoder.end();
    return kept.all;
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "SMTP/1.1 200 OK\r\n\r\n",
        "HTTP/2 200\r\n\r\n",
        "HTTP/1.1 2x0 OK\r\n\r\n",
        "HTTP/1.1 20\r\n\r\n",
        "\r\n\r\n",
        "HTTP/1.1 200 OK\r\nContent-Length: -1\r\n\r\n",
        "HTTP/1.1 200 OK\r\nContent-Length: many\r\n\r\n",
        "HTTP/1.1 200 OK\r\nContent-Length: \r\n\r\n",
        "HTTP/1.1 200 OK\r\nContent-Length: 9223372036854775808\r\n\r\n",
        "HTTP/1.1 200 OK\r\nContent-Length: 99999999999999999999999\r\n\r\n",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n\r\n\r\n",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nhello\r\n",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nFFFFFFFFFFFFFFFFFF\r\n",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1\r\nabc\r\n0\r\n\r\n"
      })
  void saysThatAnAnswerIsNone(String text) {
    HttpDecoder decoder = new HttpDecoder(new Kept());

    assertThatExceptionOfType(BadAnswer.class)
        .isThrownBy(() -> Feed.all(decoder::decode, text.getBytes(ISO_8859_1)));
  }

  @Test
  void doesNotTakeAHeadWithoutEnd() {
    byte[] head = (OK + "X: " + "x".repeat(70_000)).getBytes(ISO_8859_1);
    HttpDecoder decoder = new HttpDecoder(new Kept());

    assertThatExceptionOfType(BadAnswer.class)
        .isThrownBy(() -> Feed.all(decoder::decode, head, 60_000));
  }

  @Test
  void anAnswerThatIsBrokenOffIsNone() throws BadAnswer {
    Kept kept = new Kept();
    HttpDecoder decoder = new HttpDecoder(kept);
    Feed.all(decoder::decode, (OK + "Content-Length: 5\r\n\r\nhell").getBytes(ISO_8859_1));

    decoder.end();

    assertThat(kept.all).isEmpty();
  }
}
