package io.kvasir.edge.http;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.kvasir.service.ByteBudget;
import io.kvasir.service.Failure;
import io.kvasir.service.RequestOptions;
import io.kvasir.service.Result;
import io.kvasir.service.ScanPage;
import io.kvasir.service.ScanRequest;
import io.kvasir.service.ScanService;
import io.smallrye.mutiny.Uni;
import io.vertx.core.buffer.Buffer;
import java.util.Optional;

/**
 * A scan as lines of JSON, page after page, the next read when the one before was taken. A line per
 * key, and a last one without: {@code {"end":true}}, {@code {"cursor":…}} when as many were sent as
 * were asked for, or a problem document with the cursor to go on with.
 */
final class ScanLines implements BodySource {
  private static final byte NEWLINE = '\n';

  private final ScanService scans;
  private final String bucket;
  private final ScanRequest request;
  private final RequestOptions options;
  private final ByteBudget.Share share;
  private Optional<ScanPage> first;
  private Optional<String> cursor;
  private long left;
  private boolean isEnded;

  /**
   * @param first the page that the request gave, of {@link #ofPage} keys
   */
  ScanLines(
      ScanService scans,
      String bucket,
      ScanRequest request,
      RequestOptions options,
      ScanPage first) {
    this.scans = scans;
    this.bucket = bucket;
    this.request = request;
    this.options = options;
    this.share = scans.share();
    this.first = Optional.of(first);
    this.cursor = request.cursor();
    this.left = request.limit().orElse(Long.MAX_VALUE);
  }

  /** The request for the first page. */
  static ScanRequest ofPage(ScanRequest request) {
    long limit = request.limit().orElse(Long.MAX_VALUE);
    return request.withLimit(Math.min(limit, ScanRequest.MAX_LIMIT));
  }

  @Override
  public Uni<Optional<Buffer>> next() {
    share.giveBack();
    if (isEnded) {
      return Uni.createFrom().item(Optional.empty());
    }
    if (first.isPresent()) {
      ScanPage page = first.get();
      first = Optional.empty();
      return Uni.createFrom().item(Optional.of(lines(page)));
    }
    ScanRequest next = ofPage(request.withLimit(left)).from(cursor);
    return scans
        .page(bucket, next, options)
        .map(
            result ->
                switch (result) {
                  case Result.Ok<ScanPage>(ScanPage page) -> Optional.of(lines(page));
                  case Result.Failed<ScanPage>(Failure failure) ->
                      Optional.of(end(Problems.of(failure)));
                });
  }

  /** What all streams hold is bounded: who comes on top is told to come back. */
  private Buffer lines(ScanPage page) {
    Buffer lines = Buffer.buffer();
    page.items().forEach(item -> add(lines, ScanResource.document(item)));
    if (!share.grow(lines.length())) {
      return end(Problems.overloaded("The node's scans hold too much that was not taken."));
    }
    left -= page.items().size();
    cursor = page.cursor();
    if (cursor.isEmpty() || left == 0) {
      isEnded = true;
      add(
          lines,
          cursor
              .map(token -> Json.object().put("cursor", token))
              .orElseGet(() -> Json.object().put("end", true)));
    }
    return lines;
  }

  private Buffer end(Problem problem) {
    isEnded = true;
    ObjectNode document = problem.document();
    cursor.ifPresent(token -> document.put("cursor", token));
    Buffer line = Buffer.buffer();
    add(line, document);
    return line;
  }

  private static void add(Buffer lines, ObjectNode document) {
    lines.appendBytes(Json.write(document)).appendByte(NEWLINE);
  }

  @Override
  public Buffer cutOff() {
    return end(Problems.slowConsumer());
  }

  @Override
  public long patienceMillis() {
    return scans.stallMillis();
  }

  @Override
  public void close() {
    isEnded = true;
    share.giveBack();
  }
}
