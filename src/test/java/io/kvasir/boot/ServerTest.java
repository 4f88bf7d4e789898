package io.kvasir.boot;

import static io.restassured.RestAssured.get;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItems;
import static org.hamcrest.Matchers.not;

import io.quarkus.test.junit.QuarkusTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What every node serves whatever its application does. */
@QuarkusTest
class ServerTest {
  @ParameterizedTest
  @ValueSource(
      strings = {"/q/health/live", "/q/health/ready", "/q/health/started", "/livez", "/readyz"})
  void answersHealthProbes(String path) {
    get(path).then().statusCode(200);
  }

  @Test
  void servesMetricsAtTheRoot() {
    get("/metrics").then().statusCode(200);
  }

  @ParameterizedTest
  @ValueSource(strings = {"/openapi", "/swagger-ui/"})
  void servesItsOwnDocumentation(String path) {
    get(path).then().statusCode(200);
  }

  @Test
  void isAliveWhileItsLoopsTurnAndItsStoreTakesWrites() {
    get("/livez")
        .then()
        .body("status", equalTo("UP"))
        .body("checks.name", hasItems("loops", "storage"));
    get("/readyz").then().body("checks.name", hasItems("started", "storage", "groups"));
  }

  @Test
  void tellsAboutItself() {
    get("/status")
        .then()
        .statusCode(200)
        .body("status", equalTo("running"))
        .body("num_vnodes", equalTo(256))
        .body("node_id", equalTo("node1"))
        .body("storage", equalTo("memory"))
        .body("members[0].reachable", equalTo(true))
        .body("members[0].partitions", equalTo(256));
    get("/admin/ring").then().body("owners.size()", equalTo(256));
    get("/limits").then().body("key_bytes", equalTo(4096));
  }

  @Test
  void measuresItsRequestsAndItsCluster() {
    get("/kv/measured").then().statusCode(404);

    get("/metrics")
        .then()
        .body(containsString("kvasir_request_seconds_bucket{operation=\"get\""))
        .body(containsString("vordb_request_count_total{operation=\"get\""))
        .body(containsString("kvasir_reads_total{outcome=\"answered\""))
        .body(containsString("kvasir_partitions_owned 256.0"))
        .body(containsString("kvasir_tcp_connections 0.0"))
        .body(containsString("kvasir_watch_streams{kind=\"linearizable\""))
        .body(containsString("kvasir_members_reachable 1.0"))
        .body(not(containsString("measured")));
  }
}
