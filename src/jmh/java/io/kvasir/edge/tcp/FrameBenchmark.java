package io.kvasir.edge.tcp;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import io.kvasir.edge.tcp.proto.ClientProto;
import io.kvasir.service.ByteBudget;
import io.vertx.core.buffer.Buffer;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.infra.Blackhole;

/** The client protocol: puts of 256 bytes that came together, and the answer to a get. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class FrameBenchmark {
  private static final int TOGETHER = 64;
  private static final ByteString VALUE = ByteString.copyFrom(new byte[256]);

  private final ByteBudget budget = new ByteBudget(1 << 20);
  private final Buffer requests = requests();
  private final ClientProto.Response response =
      ClientProto.Response.newBuilder()
          .setRequestId(1)
          .setValue(
              ClientProto.ValueResponse.newBuilder()
                  .setValue(VALUE)
                  .setContentType("application/octet-stream"))
          .build();

  private static Buffer requests() {
    Buffer buffer = Buffer.buffer();
    for (int id = 0; id < TOGETHER; id++) {
      byte[] put = put(id).toByteArray();
      buffer.appendInt(put.length).appendBytes(put);
    }
    return buffer;
  }

  private static ClientProto.Request put(int id) {
    return ClientProto.Request.newBuilder()
        .setRequestId(id)
        .setPut(
            ClientProto.PutRequest.newBuilder()
                .setBucket("bucket")
                .setKey("key" + id)
                .setValue(VALUE)
                .setContentType("application/octet-stream"))
        .build();
  }

  @Benchmark
  @OperationsPerInvocation(TOGETHER)
  public void readRequest(Blackhole hole) throws InvalidProtocolBufferException {
    FrameReader reader = new FrameReader(1 << 20, budget);
    reader.offer(requests);
    while (reader.next() instanceof FrameReader.Read.Frame(ByteString bytes, var share)) {
      hole.consume(ClientProto.Request.parseFrom(bytes));
      share.giveBack();
    }
  }

  @Benchmark
  public Buffer writeResponse() {
    return Exchange.frame(response);
  }
}
