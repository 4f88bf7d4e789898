package io.kvasir.edge.http;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.kvasir.service.Content;
import io.kvasir.service.Failure;
import io.kvasir.service.RequestOptions;
import io.kvasir.service.Result;
import io.kvasir.service.ScanPage;
import io.kvasir.service.ScanRequest;
import io.kvasir.service.ScanService;
import io.smallrye.mutiny.Uni;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** Shows the keys of a bucket in order, a page at a time. */
final class ScanResource {
  private final ScanService scans;
  private final Provenance provenance;

  ScanResource(ScanService scans, Provenance provenance) {
    this.scans = scans;
    this.provenance = provenance;
  }

  List<Route> routes() {
    return List.of(
        Route.get("/bucket/{bucket}", "scan", this::scan)
            .taking(
                "prefix",
                "from",
                "to",
                "limit",
                "cursor",
                "keys_only",
                "reverse",
                "r",
                "timeout",
                "consistency"));
  }

  private Uni<Answer> scan(Call call) {
    String bucket = call.segment("bucket");
    ScanRequest request = request(call.query());
    RequestOptions options = call.options("r");
    String chosen =
        call.accept().choose(List.of(MediaTypes.JSON, MediaTypes.LINES)).orElse(MediaTypes.JSON);
    return chosen.equals(MediaTypes.LINES)
        ? scans
            .page(bucket, ScanLines.ofPage(request), options)
            .map(
                result ->
                    answer(
                        result,
                        page ->
                            new Answer.Streamed(
                                MediaTypes.LINES,
                                new ScanLines(scans, bucket, request, options, page),
                                Optional.of(page.type()))))
        : scans
            .page(bucket, request, options)
            .map(
                result ->
                    answer(
                        result,
                        page ->
                            provenance.of(
                                page.position(), Answer.ok(document(page), page.type()))));
  }

  private static ScanRequest request(Query query) {
    return new ScanRequest(
        query.get("prefix").orElse(""),
        query.get("from"),
        query.get("to"),
        query.get("limit").map(ScanResource::limit),
        query.get("cursor"),
        query.truth("keys_only"),
        query.truth("reverse"));
  }

  private static long limit(String text) {
    if (!text.matches("[0-9]{1,9}")) {
      throw new Rejected(Problems.invalid("limit", "must be a number of keys"));
    }
    return Long.parseLong(text);
  }

  private Answer answer(Result<ScanPage> result, Function<ScanPage, Answer> answer) {
    return switch (result) {
      case Result.Failed<ScanPage>(Failure failure) -> provenance.refusal(failure);
      case Result.Ok<ScanPage>(ScanPage page) -> answer.apply(page);
    };
  }

  private static ObjectNode document(ScanPage page) {
    ObjectNode document = Json.object();
    ArrayNode items = document.putArray("items");
    page.items().forEach(item -> items.add(document(item)));
    page.cursor().ifPresent(cursor -> document.put("cursor", cursor));
    return document;
  }

  static ObjectNode document(ScanPage.Item item) {
    String key = item.key().value();
    return item.content()
        .map(content -> withLife(Representation.document(content, key), content))
        .orElseGet(() -> Json.object().put("key", key));
  }

  private static ObjectNode withLife(ObjectNode document, Content content) {
    content.lifeMillis().ifPresent(life -> document.put("ttl_millis", life));
    return document;
  }
}
