package io.kvasir.edge.cli.bench.protocol;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import io.kvasir.edge.cli.bench.workload.Kind;
import io.kvasir.edge.cli.bench.workload.Operation;
import io.kvasir.edge.tcp.proto.ClientProto;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Whatever a server sends, a codec reads it, waits for more, or says that it is no answer. */
class DecodersFuzzTest {
  private static final int ROUNDS = 2_000;
  private static final RequestOptions OPTIONS =
      new RequestOptions(
          "b", 20, false, Optional.empty(), Optional.empty(), Optional.of(Consistency.SESSION), 1);
  private static final Endpoint HERE = Endpoint.parse("http://localhost", 80);
  private static final String HTTP =
      "HTTP/1.1 200 OK\r\nKvasir-Session: abc\r\nContent-Length: 2\r\n\r\nab"
          + "HTTP/1.1 404 No\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n"
          + "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n14\r\n~0000000000000012~ab\r\n";

  static Stream<Arguments> codecs() {
    byte[] http = HTTP.getBytes(ISO_8859_1);
    byte[] redis = "+OK\r\n$-1\r\n$3\r\nabc\r\n-ERR x\r\n:1\r\n".getBytes(ISO_8859_1);
    HttpTarget web = new HttpTarget(OPTIONS);
    EtcdTarget etcd = new EtcdTarget(OPTIONS);
    RedisTarget cache = new RedisTarget(OPTIONS);
    TcpTarget tcp = new TcpTarget(OPTIONS);
    return Stream.of(
        codec("http", http, () -> web.codec(HERE, new Told())),
        codec("etcd", http, () -> etcd.codec(HERE, new Told())),
        codec("watch over http", http, () -> web.watch(HERE, new Told()).orElseThrow()),
        codec("redis", redis, () -> cache.codec(HERE, new Told())),
        codec("tcp", frames(), () -> tcp.codec(HERE, new Told())),
        codec("watch over tcp", frames(), () -> tcp.watch(HERE, new Told()).orElseThrow()));
  }

  private static Arguments codec(String name, byte[] valid, Supplier<Codec> codec) {
    return Arguments.of(name, valid, codec);
  }

  private static byte[] frames() {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ClientProto.Provenance provenance =
        ClientProto.Provenance.newBuilder().setSession("token").build();
    ClientProto.ErrorResponse error =
        ClientProto.ErrorResponse.newBuilder().setMessage("no_quorum").build();
    Stream.of(
            ClientProto.Response.newBuilder()
                .setProvenance(provenance)
                .setOk(ClientProto.OkResponse.getDefaultInstance()),
            ClientProto.Response.newBuilder().setError(error),
            ClientProto.Response.newBuilder()
                .setWatch(ClientProto.WatchResponse.getDefaultInstance()))
        .map(response -> response.setRequestId(1).build().toByteArray())
        .forEach(
            bytes -> {
              out.writeBytes(ByteBuffer.allocate(Integer.BYTES).putInt(bytes.length).array());
              out.writeBytes(bytes);
            });
    return out.toByteArray();
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("codecs")
  void readsWhateverComes(String name, byte[] valid, Supplier<Codec> codecs) {
    SplittableRandom random = new SplittableRandom(name.hashCode());
    assertTimeoutPreemptively(
        Duration.ofSeconds(60),
        () -> {
          int bad = 0;
          for (int round = 0; round < ROUNDS; round++) {
            bad +=
                feed(codecs.get(), round % 2 == 0 ? damaged(valid, random) : noise(random), random);
          }
          assertThat(bad).isBetween(ROUNDS / 100, ROUNDS);
        });
  }

  /** Gives 1 if the codec said that it is no answer. */
  private static int feed(Codec codec, byte[] bytes, SplittableRandom random) {
    try {
      ask(codec);
      Feed.all(codec::decode, bytes, random.ints(3, 0, bytes.length + 1).sorted().toArray());
      codec.end();
      return 0;
    } catch (BadAnswer e) {
      return 1;
    }
  }

  /** A watch asks for nothing. */
  private static void ask(Codec codec) {
    Operation operation = new Operation();
    operation.set(Kind.GET, 0);
    Output out = new Output();
    codec.greet(out);
    if (!(codec instanceof HttpWatch) && !(codec instanceof TcpWatch)) {
      codec.encode(operation, 0, out);
    }
    assertThat(out.size()).isPositive();
  }

  private static byte[] noise(SplittableRandom random) {
    byte[] bytes = new byte[random.nextInt(1, 200)];
    random.nextBytes(bytes);
    if (random.nextBoolean()) {
      bytes[0] = 0;
      bytes[Math.min(1, bytes.length - 1)] = 0;
      bytes[Math.min(2, bytes.length - 1)] = 0;
    }
    return bytes;
  }

  /** A few bytes set, a piece taken out or doubled. */
  private static byte[] damaged(byte[] valid, SplittableRandom random) {
    byte[] bytes = valid.clone();
    for (int n = random.nextInt(4); n > 0; n--) {
      bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
    }
    int from = random.nextInt(bytes.length);
    int to = random.nextInt(from, bytes.length);
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.write(bytes, 0, from);
    if (random.nextBoolean()) {
      out.write(bytes, from, to - from);
      out.write(bytes, from, to - from);
    }
    out.write(bytes, to, bytes.length - to);
    return out.toByteArray();
  }
}
