package io.kvasir.edge.tcp;

import io.kvasir.core.bucket.DataType;
import io.kvasir.edge.tcp.proto.ClientProto;
import io.kvasir.service.Failure;
import io.kvasir.service.RequestOptions;
import io.kvasir.service.Result;
import io.kvasir.service.ScanPage;
import io.kvasir.service.ScanRequest;
import io.kvasir.service.ScanService;
import io.smallrye.mutiny.Uni;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;

/** Pages of keys in order. */
final class ScanCalls {
  private static final Set<Option> TAKEN =
      EnumSet.of(Option.TIMEOUT, Option.QUORUM, Option.FRESHNESS);

  private final ScanService scans;

  ScanCalls(ScanService scans) {
    this.scans = scans;
  }

  Call run(ClientProto.Request request) {
    return new Call("scan", new Scope.Everything(), true, () -> run(request, request.getScan()));
  }

  private Uni<Answer> run(ClientProto.Request request, ClientProto.ScanRequest body) {
    Known.require(body, "body");
    RequestOptions options = Option.read(request, TAKEN);
    String bucket =
        body.getBucket().isEmpty()
            ? KeyValueCalls.defaultBucket(DataType.LWW_REGISTER)
            : body.getBucket();
    return scans.page(bucket, read(body), options).map(ScanCalls::answer);
  }

  private static ScanRequest read(ClientProto.ScanRequest body) {
    long limit = Integer.toUnsignedLong(body.getLimit());
    return new ScanRequest(
        body.getPrefix(),
        body.hasFrom() ? Optional.of(body.getFrom()) : Optional.empty(),
        body.hasTo() ? Optional.of(body.getTo()) : Optional.empty(),
        limit == 0 ? Optional.empty() : Optional.of(limit),
        body.getCursor().isEmpty() ? Optional.empty() : Optional.of(body.getCursor()),
        body.getKeysOnly(),
        body.getReverse());
  }

  private static Answer answer(Result<ScanPage> result) {
    return switch (result) {
      case Result.Failed<ScanPage>(Failure failure) -> Answer.refusal(failure);
      case Result.Ok<ScanPage>(ScanPage page) ->
          Answer.ok(
              Receipts.with(
                  ClientProto.Response.newBuilder().setScan(response(page)),
                  Receipts.of(page.position())),
              page.type());
    };
  }

  private static ClientProto.ScanResponse.Builder response(ScanPage page) {
    ClientProto.ScanResponse.Builder response = ClientProto.ScanResponse.newBuilder();
    for (ScanPage.Item item : page.items()) {
      String key = item.key().value();
      item.content()
          .ifPresentOrElse(
              content -> response.addItems(Contents.of(content, key)), () -> response.addKeys(key));
    }
    page.cursor().ifPresent(response::setCursor);
    return response;
  }
}
