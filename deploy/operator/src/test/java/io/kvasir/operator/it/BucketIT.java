package io.kvasir.operator.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fabric8.kubernetes.api.model.Condition;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.kvasir.operator.api.KvasirBucket;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Buckets by their resources. */
class BucketIT extends LiveTest {
  private void declare(String name, String... lines) {
    String yaml =
        """
        apiVersion: kvasir.io/v1alpha1
        kind: KvasirBucket
        metadata: { name: %s, namespace: %s }
        spec: { cluster: kv, %s }
        """
            .formatted(name, namespace, String.join(", ", lines));
    client
        .resource(
            client.getKubernetesSerialization().unmarshal(yaml, GenericKubernetesResource.class))
        .fieldManager("test")
        .forceConflicts()
        .serverSideApply();
  }

  private KvasirBucket bucket(String name) {
    return client.resources(KvasirBucket.class).inNamespace(namespace).withName(name).get();
  }

  /** Of the present spec; its reason alone where that is enough. */
  private String told(String name) {
    KvasirBucket bucket = bucket(name);
    boolean isNew =
        bucket.getStatus() == null
            || bucket.getStatus().conditions() == null
            || bucket.getStatus().observedGeneration() != bucket.getMetadata().getGeneration();
    if (isNew) {
      return "nothing";
    }
    Condition ready = bucket.getStatus().conditions().getFirst();
    return ready.getStatus() + " " + ready.getReason() + ": " + ready.getMessage();
  }

  private void awaitTold(String name, String beginning) {
    await(name + " is not told to be " + beginning, () -> told(name).startsWith(beginning));
  }

  private void delete(String name) {
    client.resources(KvasirBucket.class).inNamespace(namespace).withName(name).delete();
    await(name + " stays", () -> bucket(name) == null);
  }

  private static String get(String path) throws IOException, InterruptedException {
    HttpResponse<String> answer = call("GET", path, Optional.empty());
    return answer.statusCode() + " " + answer.body();
  }

  @Test
  void aBucketIsMadeChangedAndKept() throws Exception {
    declare("carts", "type: orswot", "consistency: session", "ttlSeconds: 600");
    awaitTold("carts", "False NoCluster");
    create(1, "image: kvasir:1", "whenScaled: Delete");
    awaitSettled(1);
    awaitTold("carts", "True AsDesired");
    assertThat(get("/buckets/carts"))
        .contains("\"orswot\"", "\"session\"", "\"ttl_seconds\":600", "\"replication_n\":3");

    declare("carts", "type: orswot", "writeQuorum: 1", "readQuorum: all");
    awaitTold("carts", "True AsDesired");
    assertThat(get("/buckets/carts"))
        .contains("\"write_quorum\":1", "\"read_quorum\":3", "\"ttl_seconds\":0");

    declare("carts", "type: gset", "ttlSeconds: 5");
    awaitTold("carts", "False CannotChange: the bucket's type is orswot, not gset");
    assertThat(get("/buckets/carts")).contains("\"orswot\"", "\"ttl_seconds\":0");
    declare("carts", "type: orswot", "writeQuorum: 9", "readQuorum: all");
    awaitTold("carts", "False Refused: status 400: write_quorum must not exceed");

    post("/bucket/carts/k/add", "{\"element\":\"e\"}");
    delete("carts");
    assertThat(get("/bucket/carts/k?r=1")).startsWith("200").contains("\"e\"");
    declare("carts", "type: orswot");
    awaitTold("carts", "True AsDesired");
    assertThat(get("/bucket/carts/k?r=1")).contains("\"e\"");
    printEvents();
  }

  @Test
  void whatIsChangedByHandIsChangedBack() throws Exception {
    create(1, "image: kvasir:1", "whenScaled: Delete");
    awaitSettled(1);
    declare("ledger", "consistency: linearizable", "shards: 2", "demandPrecondition: true");
    awaitTold("ledger", "True AsDesired");
    assertThat(get("/buckets/ledger")).contains("\"shards\":2", "\"demand_precondition\":true");

    String change = "{\"demand_precondition\":false}";
    assertThat(call("PATCH", "/buckets/ledger", Optional.of(change)).statusCode()).isEqualTo(200);
    await(
        "it is not changed back", () -> quietly("/buckets/ledger").contains("precondition\":true"));
  }

  private static String quietly(String path) {
    try {
      return get(path);
    } catch (IOException e) {
      return e.toString();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return "interrupted";
    }
  }

  @Test
  void aBucketGoesByPolicyOnlyWhereverTheOperatorIsKilled() throws Exception {
    create(1, "image: kvasir:1", "whenScaled: Delete");
    awaitSettled(1);
    for (String place :
        List.of("before:Create:1", "after:Create:1", "before:Drop:1", "after:Drop:1")) {
      boolean making = place.contains("Create");
      if (!making) {
        declare("kept", "name: Kept_1", "deletionPolicy: Delete");
        awaitTold("kept", "True AsDesired");
      }
      killedAt(
          place,
          () -> {
            if (making) {
              declare("kept", "name: Kept_1", "deletionPolicy: Delete");
            } else {
              client.resources(KvasirBucket.class).inNamespace(namespace).delete();
            }
          });
      if (making) {
        awaitTold("kept", "True AsDesired");
        assertThat(get("/buckets/Kept_1")).startsWith("200");
        delete("kept");
      }
      await("the resource stays", () -> buckets().isEmpty());
      assertThat(get("/buckets/Kept_1")).startsWith("404");
    }
  }

  @Test
  void whoComesSecondHasNoSay() throws Exception {
    create(1, "image: kvasir:1", "whenScaled: Delete");
    awaitSettled(1);
    declare("first", "name: shared", "ttlSeconds: 60");
    awaitTold("first", "True AsDesired");
    awaitNextSecond();
    declare("second", "name: shared", "ttlSeconds: 5", "deletionPolicy: Delete");
    awaitTold("second", "False Duplicate: first is for this bucket already");
    delete("second");

    assertThat(get("/buckets/shared")).contains("\"ttl_seconds\":60");
  }

  /** Resources tell the second in which they were made; of one second the lesser name is first. */
  private void awaitNextSecond() {
    String made = bucket("first").getMetadata().getCreationTimestamp();
    await(
        "the second does not pass",
        () -> java.time.Instant.now().isAfter(java.time.Instant.parse(made).plusSeconds(1)));
  }

  @Test
  void anotherBucketOfThatNameIsNotDropped() throws Exception {
    create(1, "image: kvasir:1", "whenScaled: Delete");
    awaitSettled(1);
    post("/buckets", "{\"name\":\"others\",\"type\":\"pn_counter\"}");
    declare("others", "type: lww", "deletionPolicy: Delete");
    awaitTold("others", "False CannotChange");
    delete("others");

    assertThat(get("/buckets/others")).startsWith("200");
    assertThat(events("Kept")).isEqualTo(1);
  }

  @Test
  void nonsenseIsRefusedByTheApiServer() {
    for (String nonsense :
        List.of(
            "type: list",
            "consistency: strong",
            "replication: 0",
            "ttlSeconds: -1",
            "writeQuorum: most",
            "writeQuorum: 0",
            "shards: 2",
            "demandPrecondition: true",
            "deletionPolicy: Never",
            "name: __kvasir",
            "name: '..'",
            "name: 'a/b'",
            "consistency: session, writeQuorum: 1",
            "consistency: linearizable, type: gset")) {
      assertThatThrownBy(() -> declare("n", nonsense))
          .as(nonsense)
          .isInstanceOf(KubernetesClientException.class);
    }
    declare("fixed", "name: a");
    assertThatThrownBy(() -> declare("fixed", "name: b"))
        .isInstanceOf(KubernetesClientException.class);
  }
}
