package io.kvasir.edge.tcp;

import io.kvasir.edge.tcp.proto.ClientProto;
import io.kvasir.service.ClusterService;
import io.kvasir.service.RequestOptions;
import io.kvasir.service.problem.Diagnoses;
import io.smallrye.mutiny.Uni;
import java.util.EnumSet;
import java.util.Set;

/** What a client says to the node itself. */
final class GreetingCalls {
  /** The latest version of the protocol. */
  private static final int VERSION = 1;

  private static final Set<Option> NONE = EnumSet.noneOf(Option.class);

  private final ClusterService.Identity identity;
  private final ClientProto.Limits limits;

  GreetingCalls(TcpServices services, TcpSettings settings) {
    this.identity = services.identity();
    this.limits =
        ClientProto.Limits.newBuilder()
            .setFrameBytes(settings.frameBytes())
            .setRequestsInFlight(settings.requestsInFlight())
            .setBytesInFlight(settings.bytesInFlight())
            .setKeyBytes(services.limits().keyBytes())
            .setValueBytes(services.limits().valueBytes())
            .setElements(services.limits().elements())
            .setIdleMillis(settings.idleTimeoutMillis())
            .setWatches(settings.watches())
            .build();
  }

  /**
   * All that comes after it waits for it, as it says in which order.
   *
   * @param first whether nothing came before on the connection
   */
  Call hello(ClientProto.Request request, boolean first) {
    return new Call("hello", new Scope.Everything(), true, () -> greet(request, first));
  }

  private Uni<Answer> greet(ClientProto.Request request, boolean first) {
    ClientProto.HelloRequest body = request.getHello();
    Known.require(body, "body");
    RequestOptions _ = Option.read(request, NONE);
    if (!first) {
      throw new Rejected(Diagnoses.invalid("hello", "must come first on a connection"));
    }
    if (body.getVersion() < VERSION) {
      throw new Rejected(Diagnoses.invalid("version", "must be " + VERSION + " or later"));
    }
    return Uni.createFrom()
        .item(
            Answer.ok(
                ClientProto.Response.newBuilder()
                    .setHello(
                        ClientProto.HelloResponse.newBuilder()
                            .setVersion(VERSION)
                            .setOutOfOrder(body.getOutOfOrder())
                            .setNode(identity.self().value())
                            .setCluster(identity.cluster())
                            .setRelease(identity.version())
                            .setLimits(limits))));
  }

  Call ping(ClientProto.Request request) {
    return new Call(
        "ping",
        new Scope.Nothing(),
        true,
        () -> {
          Known.require(request.getPing(), "body");
          RequestOptions _ = Option.read(request, NONE);
          return Uni.createFrom()
              .item(
                  Answer.ok(
                      ClientProto.Response.newBuilder()
                          .setPong(ClientProto.PongResponse.getDefaultInstance())));
        });
  }
}
