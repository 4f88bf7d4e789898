package io.kvasir.edge.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.kvasir.core.bucket.Limits;
import io.kvasir.edge.http.dialect.Dialects;
import io.kvasir.service.problem.ProblemType;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The description of the API and of its errors is complete, and says nothing else. */
@QuarkusTest
class OpenApiTest {
  @TestHTTPResource("/")
  URI base;

  @Inject Api.Services services;
  @Inject Dialects dialects;

  @Test
  void describesEveryRouteAndNoOther() {
    TreeSet<String> served = new TreeSet<>();
    routes().forEach(route -> served.add(route.method() + " " + route.path()));

    TreeSet<String> described = new TreeSet<>();
    operations().forEach(operation -> described.add(operation.getKey()));

    assertThat(described).isEqualTo(served);
  }

  @Test
  void describesTheParametersAndBodiesOfEveryRoute() {
    for (Route route : routes()) {
      JsonNode operation = operation(route);
      TreeSet<String> parameters = new TreeSet<>();
      operation
          .path("parameters")
          .forEach(parameter -> parameters.add(nameOf(parameter.get("$ref").asText())));

      assertThat(parameters)
          .as(route.path())
          .containsExactlyInAnyOrderElementsOf(
              Stream.concat(route.parameters().stream(), route.headers().stream()).toList());
      assertThat(operation.has("requestBody"))
          .as(route.path())
          .isEqualTo(route.body() != Route.Body.NONE);
    }
  }

  @ParameterizedTest
  @EnumSource(ProblemType.class)
  void errorsAreDocumented(ProblemType type) throws IOException {
    List<String> rows =
        Files.readAllLines(Path.of("docs/errors.md")).stream()
            .filter(line -> line.startsWith("| `" + type.slug() + "` |"))
            .toList();

    assertThat(rows)
        .singleElement()
        .asString()
        .startsWith("| `%s` | %d | `%s`".formatted(type.slug(), type.status(), type.code()));
  }

  private List<Route> routes() {
    return new Api(services, Limits.DEFAULT, dialects.onMainPort()).routes().all();
  }

  /** The name of the parameter that a reference leads to. */
  private String nameOf(String reference) {
    return document().at(reference.substring(1)).get("name").asText();
  }

  private JsonNode operation(Route route) {
    return document().get("paths").get(route.path()).get(route.method().toLowerCase(Locale.ROOT));
  }

  private Stream<Map.Entry<String, JsonNode>> operations() {
    return document().get("paths").properties().stream()
        .flatMap(
            path ->
                path.getValue().properties().stream()
                    .filter(item -> !item.getKey().equals("parameters"))
                    .map(
                        item ->
                            Map.entry(
                                item.getKey().toUpperCase(Locale.ROOT) + " " + path.getKey(),
                                item.getValue())));
  }

  private JsonNode document() {
    return RawClient.ofReady(base).get("/openapi?format=json").json();
  }
}
