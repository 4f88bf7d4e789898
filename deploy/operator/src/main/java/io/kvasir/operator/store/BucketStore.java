package io.kvasir.operator.store;

import com.fasterxml.jackson.databind.JsonNode;
import io.kvasir.operator.core.bucket.BucketChange;
import io.kvasir.operator.core.bucket.BucketSettings;
import io.kvasir.operator.core.bucket.BucketView;
import java.net.HttpURLConnection;
import java.net.URI;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** The buckets of a cluster, through its nodes. Names are of letters, digits, {@code . _ -}. */
public final class BucketStore {
  private static final String BUCKETS = "/buckets";

  private final NodeClient client;

  public BucketStore(NodeClient client) {
    this.client = client;
  }

  /** What came of a request. */
  public sealed interface Outcome {
    /** It is done, or somebody else did it. */
    record Done() implements Outcome {}

    /** It never will be. */
    record Refused(String message) implements Outcome {}

    /** It may not be done; it can be asked for again. */
    record Unknown(String message) implements Outcome {}
  }

  /**
   * What the nodes say, one asked after the other until one knows it. It is absent when all say so.
   *
   * @param nodes HTTP addresses
   */
  public BucketView read(List<URI> nodes, String bucket) {
    int absent = 0;
    for (URI node : nodes) {
      Optional<NodeClient.Answer> answer = client.get(node, BUCKETS + "/" + bucket);
      Optional<JsonNode> found =
          answer.filter(NodeClient.Answer::isOk).map(NodeClient.Answer::body);
      if (found.filter(BucketDocument::isOne).isPresent()) {
        return new BucketView.Present(BucketDocument.read(found.get()));
      }
      absent += answer.filter(BucketStore::saysAbsent).isPresent() ? 1 : 0;
    }
    return absent > 0 && absent == nodes.size()
        ? new BucketView.Absent()
        : new BucketView.Unreachable();
  }

  private static boolean saysAbsent(NodeClient.Answer answer) {
    return answer.status() == HttpURLConnection.HTTP_NOT_FOUND
        && answer.body().path("error").asText().equals("bucket_not_found");
  }

  public Outcome create(List<URI> nodes, String bucket, BucketSettings settings) {
    return ask(nodes, "POST", BUCKETS, Optional.of(BucketDocument.of(bucket, settings)));
  }

  public Outcome change(List<URI> nodes, String bucket, BucketChange change) {
    return ask(nodes, "PATCH", BUCKETS + "/" + bucket, Optional.of(BucketDocument.of(change)));
  }

  /** Drops it with all it holds. */
  public Outcome drop(List<URI> nodes, String bucket) {
    return ask(nodes, "DELETE", BUCKETS + "/" + bucket, Optional.empty());
  }

  private Outcome ask(List<URI> nodes, String method, String path, Optional<String> body) {
    return nodes.stream()
        .flatMap(node -> Stream.of(client.send(method, node, path, body)))
        .flatMap(Optional::stream)
        .findFirst()
        .map(BucketStore::outcome)
        .orElseGet(() -> new Outcome.Unknown("no node answers"));
  }

  /** What somebody else did meanwhile shows when it is read again. */
  private static Outcome outcome(NodeClient.Answer answer) {
    boolean raced =
        saysAbsent(answer) || answer.body().path("error").asText().equals("bucket_already_exists");
    if (answer.isOk() || raced) {
      return new Outcome.Done();
    }
    String said = answer.body().path("detail").asText("");
    String message = "status " + answer.status() + (said.isEmpty() ? "" : ": " + said);
    boolean mayBeRepeated = answer.body().path("retryable").asBoolean(true);
    return answer.status() / 100 == 4 && !mayBeRepeated
        ? new Outcome.Refused(message)
        : new Outcome.Unknown(message);
  }
}
