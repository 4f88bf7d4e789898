package io.kvasir.boot;

import static io.restassured.RestAssured.get;

import io.quarkus.test.junit.QuarkusTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What every node serves whatever its application does. */
@QuarkusTest
class ServerTest {
  @ParameterizedTest
  @ValueSource(strings = {"/q/health/live", "/q/health/ready", "/q/health/started"})
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
}
