package io.kvasir.operator.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.kvasir.operator.core.bucket.BucketChange;
import io.kvasir.operator.core.bucket.BucketSettings;
import io.kvasir.operator.core.bucket.BucketView;
import io.kvasir.operator.core.bucket.Consistency;
import io.kvasir.operator.store.BucketStore.Outcome;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What is asked of nodes for buckets, and what is made of their answers. */
class BucketStoreTest {
  private static final String ABSENT = "{\"error\":\"bucket_not_found\",\"retryable\":false}";
  private static final URI NOBODY = URI.create("http://127.0.0.1:1");

  private final NodeClient client = new NodeClient(Duration.ofMinutes(2));
  private final BucketStore store = new BucketStore(client);
  private FakeNode node;

  @BeforeEach
  void start() throws IOException {
    node = new FakeNode();
  }

  @AfterEach
  void stop() {
    node.close();
    client.close();
  }

  private List<URI> nodes() {
    return List.of(node.address());
  }

  private BucketView read(String document) {
    node.says("/buckets/b", document);
    return store.read(nodes(), "b");
  }

  @Test
  void readsBucketsOfEachKind() {
    assertThat(
            read(
                """
                {"name":"b","type":"orswot","ttl_seconds":9,"replication_n":5,"write_quorum":3,
                 "read_quorum":1,"consistency":"session"}
                """))
        .isEqualTo(
            new BucketView.Present(
                new BucketSettings("orswot", 5, new Consistency.Preset("session"), false, 9)));
    assertThat(
            read(
                """
                {"name":"b","type":"lww","ttl_seconds":0,"replication_n":3,"write_quorum":3,
                 "read_quorum":1,"consistency":"explicit"}
                """))
        .isEqualTo(
            new BucketView.Present(
                new BucketSettings("lww", 3, new Consistency.Quorums(3, 1), false, 0)));
    assertThat(
            read(
                """
                {"name":"b","type":"lww","ttl_seconds":0,"replication_n":3,"write_quorum":2,
                 "read_quorum":2,"consistency":"linearizable","shards":4,"groups":[2,3,4,5],
                 "demand_precondition":true}
                """))
        .isEqualTo(
            new BucketView.Present(
                new BucketSettings("lww", 3, new Consistency.Linearizable(4), true, 0)));
  }

  @Test
  void isAbsentOnlyWhenAllSaySo() {
    node.says("/buckets/b", 404, ABSENT);

    assertThat(store.read(nodes(), "b")).isEqualTo(new BucketView.Absent());
    assertThat(store.read(List.of(node.address(), NOBODY), "b"))
        .isEqualTo(new BucketView.Unreachable());
    assertThat(store.read(List.of(), "b")).isEqualTo(new BucketView.Unreachable());
  }

  /** As of a proxy, or a node of another version. */
  @Test
  void anotherAnswerIsNone() {
    assertThat(read("{}")).isEqualTo(new BucketView.Unreachable());
    node.says("/buckets/b", 404, "{}");
    assertThat(store.read(nodes(), "b")).isEqualTo(new BucketView.Unreachable());
  }

  @Test
  void saysAllOfANewBucket() {
    node.says("/buckets", "{\"ok\":true}");
    BucketSettings linear = new BucketSettings("lww", 3, new Consistency.Linearizable(2), true, 5);
    BucketSettings quorums = new BucketSettings("gset", 5, new Consistency.Quorums(3, 5), false, 0);

    assertThat(store.create(nodes(), "b", linear)).isEqualTo(new Outcome.Done());
    assertThat(store.create(nodes(), "b", quorums)).isEqualTo(new Outcome.Done());
    assertThat(node.requests)
        .containsExactly(
            "POST /buckets {\"name\":\"b\",\"type\":\"lww\",\"replication_n\":3,\"ttl_seconds\":5,"
                + "\"consistency\":\"linearizable\",\"shards\":2,\"demand_precondition\":true}",
            "POST /buckets {\"name\":\"b\",\"type\":\"gset\",\"replication_n\":5,"
                + "\"ttl_seconds\":0,\"write_quorum\":3,\"read_quorum\":5}");
  }

  @Test
  void saysOnlyWhatChanges() {
    node.says("/buckets/b", "{\"ok\":true}");
    BucketChange change =
        new BucketChange(
            Optional.of(new Consistency.Preset("paranoid")), Optional.empty(), Optional.of(7L));
    store.change(nodes(), "b", change);
    store.drop(nodes(), "b");

    assertThat(node.requests)
        .containsExactly(
            "PATCH /buckets/b {\"consistency\":\"paranoid\",\"ttl_seconds\":7}",
            "DELETE /buckets/b");
  }

  @Test
  void tellsWhatIsRefusedFromWhatMayBeRepeated() {
    node.says("/buckets/b", 400, "{\"detail\":\"no.\",\"retryable\":false}");
    assertThat(store.drop(nodes(), "b")).isEqualTo(new Outcome.Refused("status 400: no."));
    node.says("/buckets/b", 503, "{\"detail\":\"later.\",\"retryable\":true}");
    assertThat(store.drop(nodes(), "b")).isEqualTo(new Outcome.Unknown("status 503: later."));
    node.says("/buckets/b", 502, "{}");
    assertThat(store.drop(nodes(), "b")).isEqualTo(new Outcome.Unknown("status 502"));
    assertThat(store.drop(List.of(NOBODY), "b")).isEqualTo(new Outcome.Unknown("no node answers"));
  }

  @Test
  void whatSomebodyElseDidIsDone() {
    node.says("/buckets/b", 404, ABSENT);
    node.says("/buckets", 409, "{\"error\":\"bucket_already_exists\",\"retryable\":false}");
    BucketSettings any = new BucketSettings("lww", 3, new Consistency.Preset("session"), false, 0);

    assertThat(store.drop(nodes(), "b")).isEqualTo(new Outcome.Done());
    assertThat(store.create(nodes(), "b", any)).isEqualTo(new Outcome.Done());
  }

  @Test
  void asksTheNextWhereOneIsSilent() {
    node.says("/buckets/b", "{\"ok\":true}");

    assertThat(store.drop(List.of(NOBODY, node.address()), "b")).isEqualTo(new Outcome.Done());
  }
}
