package io.kvasir.edge.cli.bench.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.google.protobuf.InvalidProtocolBufferException;
import io.kvasir.edge.cli.bench.workload.Kind;
import io.kvasir.edge.cli.bench.workload.Operation;
import io.kvasir.edge.tcp.proto.ClientProto;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Requests and answers of the client protocol, beside those of its generated classes. */
class TcpCodecTest {
  private final Told told = new Told();

  private static RequestOptions options(Optional<Consistency> consistency) {
    return new RequestOptions(
        "b", 20, false, Optional.of("2"), Optional.of("majority"), consistency, 1);
  }

  private Codec codec(Optional<Consistency> consistency) {
    return new TcpTarget(options(consistency)).codec(Endpoint.parse("tcp://localhost", 80), told);
  }

  private static ClientProto.Request request(Codec codec, Operation operation)
      throws InvalidProtocolBufferException {
    Output out = new Output();
    codec.encode(operation, 6, out);
    byte[] bytes = Arrays.copyOf(out.array(), out.size());
    assertThat(ByteBuffer.wrap(bytes).getInt()).isEqualTo(bytes.length - Integer.BYTES);
    ClientProto.Request request =
        ClientProto.Request.parseFrom(Arrays.copyOfRange(bytes, Integer.BYTES, bytes.length));
    assertThat(request.getUnknownFields().asMap()).isEmpty();
    assertThat(request.getRequestId()).isEqualTo(7);
    return request;
  }

  private static Operation operation(Kind kind) {
    Operation operation = new Operation();
    operation.set(kind, 12);
    operation.range(3, 2);
    return operation;
  }

  @Test
  void writesReads() throws Exception {
    ClientProto.Request get = request(codec(Optional.of(Consistency.STALE)), operation(Kind.GET));
    ClientProto.Request scan = request(codec(Optional.empty()), operation(Kind.SCAN));

    assertThat(get.getGet().getBucket()).isEqualTo("b");
    assertThat(get.getGet().getKey()).isEqualTo("k0000000012");
    assertThat(get.getOptions().getQuorum().getReplicas()).isEqualTo(2);
    assertThat(get.getOptions().getFreshness()).isEqualTo(ClientProto.Freshness.FRESHNESS_STALE);
    assertThat(scan.getScan().getFrom()).isEqualTo("k0000000012");
    assertThat(scan.getScan().getLimit()).isEqualTo(2);
  }

  @Test
  void writesWrites() throws Exception {
    Codec codec = codec(Optional.empty());
    ClientProto.Request put = request(codec, operation(Kind.PUT));
    ClientProto.Request increment = request(codec, operation(Kind.INCREMENT));
    ClientProto.Request fill = request(codec, operation(Kind.FILL));

    assertThat(put.getPut().getKey()).isEqualTo("k0000000012");
    assertThat(put.getPut().toByteString().size()).isBetween(20 + 11, 20 + 30);
    assertThat(put.getOptions().getQuorum().getShare()).isEqualTo(ClientProto.Share.SHARE_MAJORITY);
    assertThat(increment.getCounterIncrement().getAmount()).isEqualTo(1);
    assertThat(fill.getSetAdd().getElementsList()).containsExactly("e00000003", "e00000004");
  }

  @Test
  void aTransactionComparesReadsAndWritesAllKeys() throws Exception {
    Operation operation = operation(Kind.TXN);
    operation.keys(2)[0] = 4;
    operation.keys(2)[1] = 5;

    ClientProto.TransactionRequest txn =
        request(codec(Optional.empty()), operation).getTransaction();

    assertThat(txn.getCompareList())
        .extracting(ClientProto.Compare::getKey)
        .containsExactly("k0000000004", "k0000000005");
    assertThat(txn.getCompareList())
        .allMatch(one -> one.getRelation() == ClientProto.Relation.RELATION_GREATER)
        .allMatch(one -> one.hasVersion() && one.getVersion() == 0);
    assertThat(txn.getSuccessList())
        .extracting(ClientProto.Operation::getKindCase)
        .containsExactly(
            ClientProto.Operation.KindCase.GET,
            ClientProto.Operation.KindCase.GET,
            ClientProto.Operation.KindCase.PUT,
            ClientProto.Operation.KindCase.PUT);
    assertThat(txn.getFailureList())
        .extracting(ClientProto.Operation::getKey)
        .containsExactly("k0000000004", "k0000000005");
  }

  private static byte[] frame(ClientProto.Response.Builder response) {
    byte[] message = response.build().toByteArray();
    return ByteBuffer.allocate(Integer.BYTES + message.length)
        .putInt(message.length)
        .put(message)
        .array();
  }

  private static ClientProto.Response.Builder answer(int id) {
    return ClientProto.Response.newBuilder().setRequestId(id);
  }

  private static ClientProto.Response.Builder error(int id, String code) {
    return answer(id).setError(ClientProto.ErrorResponse.newBuilder().setMessage(code));
  }

  @Test
  void readsAnswersInWhateverOrderTheyCome() throws Exception {
    Codec codec = codec(Optional.empty());
    Feed.each(codec::decode, frame(answer(9).setOk(ClientProto.OkResponse.getDefaultInstance())));
    Feed.each(
        codec::decode,
        frame(answer(1).setNotFound(ClientProto.NotFoundResponse.getDefaultInstance())));
    Feed.each(codec::decode, frame(error(3, "no_quorum")));
    Feed.each(codec::decode, frame(error(0, "too_slow")));

    assertThat(told.all())
        .containsExactly("ok 8", "miss 0", "failed 2 no_quorum", "ended too_slow");
  }

  @Test
  void anAnswerToNothingIsNone() {
    Codec codec = codec(Optional.empty());

    assertThatExceptionOfType(BadAnswer.class)
        .isThrownBy(() -> Feed.all(codec::decode, frame(error(TcpCodec.PLACES + 1, "x"))));
    assertThatExceptionOfType(BadAnswer.class)
        .isThrownBy(() -> Feed.all(codec::decode, frame(answer(1))));
  }

  @Test
  void aSessionGoesOnWithTheTokenOfTheLatestAnswer() throws Exception {
    Codec codec = codec(Optional.of(Consistency.SESSION));
    assertThat(request(codec, operation(Kind.GET)).getOptions().hasSession()).isTrue();

    ClientProto.Provenance provenance =
        ClientProto.Provenance.newBuilder().setSession("token").build();
    Feed.all(
        codec::decode,
        frame(
            answer(1)
                .setProvenance(provenance)
                .setOk(ClientProto.OkResponse.getDefaultInstance())));

    assertThat(request(codec, operation(Kind.PUT)).getOptions().getSession().getTokensList())
        .containsExactly("token");
    assertThat(told.all()).containsExactly("ok 0");
  }

  @Test
  void aWatchSeesTheNumbersOfValues() throws Exception {
    Codec watch =
        new TcpTarget(options(Optional.empty()))
            .watch(Endpoint.parse("tcp://localhost", 80), told)
            .orElseThrow();
    ClientProto.WatchResponse begun = ClientProto.WatchResponse.getDefaultInstance();
    ClientProto.Event event =
        ClientProto.Event.newBuilder()
            .setCursor("~0000000000000012~ abc ~00000000000000~~0000000000000013~")
            .build();
    Feed.each(watch::decode, frame(answer(2).setWatch(begun)));
    Feed.each(watch::decode, frame(answer(2).setWatch(begun.toBuilder().addEvents(event))));

    assertThat(told.all()).containsExactly("watching", "watching", "seen 12", "seen 13");
  }
}
