package io.kvasir.edge.tcp;

import io.kvasir.edge.tcp.proto.ClientProto.Request;
import io.kvasir.service.problem.Diagnoses;
import io.kvasir.service.problem.Diagnosis;
import io.smallrye.mutiny.Uni;
import java.util.Map;

/** All requests of the protocol. */
final class Api implements Desk {
  /** Fields of a request that later releases will know. */
  private static final Map<Integer, String> LATER = Map.of(92, "authentication");

  private final KeyValueCalls values;
  private final MapCalls maps;
  private final BatchCalls batches;
  private final TransactionCalls transactions;
  private final ScanCalls scans;
  private final WatchCalls watches;
  private final BucketCalls buckets;
  private final GreetingCalls greetings;

  Api(TcpServices services, TcpSettings settings) {
    this.values = new KeyValueCalls(services.values());
    this.maps = new MapCalls(services.values());
    this.batches = new BatchCalls(services.batches());
    this.transactions = new TransactionCalls(services.transactions());
    this.scans = new ScanCalls(services.scans());
    this.watches = new WatchCalls(services.watches(), services.pace());
    this.buckets = new BucketCalls(services.buckets());
    this.greetings = new GreetingCalls(services, settings);
  }

  @Override
  public Call understand(Request request, boolean first, WatchStreams streams) {
    Call call = find(request, first, streams);
    if (request.getBodyCase() == Request.BodyCase.BODY_NOT_SET) {
      return call;
    }
    return new Call(
        call.operation(),
        call.scope(),
        call.reading(),
        () -> {
          Known.require(request, "request");
          return call.work().get();
        });
  }

  private Call find(Request request, boolean first, WatchStreams streams) {
    return switch (request.getBodyCase()) {
      case PUT -> values.put(request);
      case GET -> values.get(request);
      case DELETE -> values.delete(request);
      case SET_ADD -> values.add(request);
      case SET_REMOVE -> values.remove(request);
      case SET_MEMBERS -> values.members(request);
      case COUNTER_INCREMENT -> values.increment(request);
      case COUNTER_DECREMENT -> values.decrement(request);
      case COUNTER_VALUE -> values.count(request);
      case FLAG_ENABLE -> values.enable(request);
      case FLAG_DISABLE -> values.disable(request);
      case MAP_UPDATE -> maps.update(request);
      case HELLO -> greetings.hello(request, first);
      case PING -> greetings.ping(request);
      case CREATE_BUCKET -> buckets.create(request);
      case LIST_BUCKETS -> buckets.list(request);
      case DESCRIBE_BUCKET -> buckets.describe(request);
      case CHANGE_BUCKET -> buckets.change(request);
      case DROP_BUCKET -> buckets.drop(request);
      case BATCH -> batches.run(request);
      case TRANSACTION -> transactions.run(request);
      case SCAN -> scans.run(request);
      case WATCH -> watches.begin(request, streams);
      case WATCH_CANCEL -> watches.cancel(request, streams);
      case BODY_NOT_SET -> unknown(request);
    };
  }

  private static Call unknown(Request request) {
    Diagnosis why =
        request.getUnknownFields().asMap().keySet().stream()
            .filter(LATER::containsKey)
            .findFirst()
            .map(LATER::get)
            .map(later -> Diagnoses.unsupported(later, "is not in this version of Kvasir"))
            .orElseGet(() -> Diagnoses.invalid("body", "must be one that this release knows"));
    return new Call(
        "unknown", new Scope.Nothing(), true, () -> Uni.createFrom().item(Answer.refusal(why)));
  }
}
