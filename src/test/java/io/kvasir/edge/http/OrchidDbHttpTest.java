package io.kvasir.edge.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.kvasir.service.LoneNode;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** OrchidDB's calls on the main port of one node. */
class OrchidDbHttpTest {
  @RegisterExtension final ServedNode served = new ServedNode(LoneNode.whole());
  private RawClient client;

  @BeforeEach
  void connect() {
    client = served.client();
  }

  private void assertTells(String target, String line) {
    RawClient.Reply reply = client.get(target);
    assertThat(reply.text()).isEqualTo(line);
    assertThat(reply.status()).isEqualTo(200);
    assertThat(reply.header("Content-Type")).isEqualTo("text/plain; charset=utf-8");
    assertThat(reply.header("Content-Length")).isEqualTo(Integer.toString(reply.body().length()));
    assertThat(reply.header("Cache-Control")).isEqualTo("no-store");
  }

  @Test
  void tellsWhatItDoesInWholeLines() {
    assertTells("/put?key2=baz", "[INFO] (PUT) KEY: key2 VALUE: baz");
    assertTells("/get/key2", "[INFO] (GET) KEY: key2 VALUE: baz");
    assertThat(client.get("/kv/key2").json().get("value").asText()).isEqualTo("baz");
    assertTells("/delete/key2", "[INFO] (DELETE) KEY: key2");
    assertThat(client.get("/get/key2").status()).isEqualTo(404);
    assertThat(client.get("/delete/key2").status()).isEqualTo(404);
    ErrorContractTest.assertIsProblem(client.get("/delete/key2"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "/put?k=a=b&c=d | /get/k | a=b&c=d",
        "/put?k=1+1 | /get/k | 1+1",
        "/put?a%2Fb%3D=%C3%A4%20%26 | /get/a%2Fb%3D | ä &",
        "/put?k= | /get/k | ''"
      })
  void allBehindTheFirstEqualsSignIsTheValue(String put, String get, String value) {
    assertThat(client.get(put).status()).isEqualTo(200);

    assertThat(client.get(get).text()).endsWith(" VALUE: " + value);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "GET | /put | 400 | invalid_request",
        "GET | /put?k | 400 | invalid_request",
        "GET | /put?=v | 400 | invalid_request",
        "GET | /put?k=%zz | 400 | malformed_target",
        "GET | /putXk=v | 404 | not_found",
        "GET | /get/ | 400 | invalid_request",
        "GET | /delete/ | 400 | invalid_request",
        "POST | /put?k=v | 405 | method_not_allowed",
        "DELETE | /delete/k | 405 | method_not_allowed"
      })
  void refusesWhatCannotBe(String method, String target, int status, String error) {
    RawClient.Reply reply = client.send(method, target, new byte[0]);

    assertThat(reply.status()).as(reply.text()).isEqualTo(status);
    assertThat(reply.json().get("error").asText()).isEqualTo(error);
    assertThat(client.get("/get/k").status()).isEqualTo(404);
  }

  /** Whoever asks with HEAD trusts that nothing changes (RFC 9110, section 9.2.1). */
  @Test
  void changesNothingByHead() {
    client.get("/put?k=v");

    RawClient.Reply put = client.send("HEAD", "/put?k=w", new byte[0]);
    RawClient.Reply delete = client.send("HEAD", "/delete/k", new byte[0]);

    assertThat(put.status()).isEqualTo(405);
    assertThat(put.header("Allow")).isEqualTo("GET");
    assertThat(delete.status()).isEqualTo(405);
    assertThat(client.get("/get/k").text()).endsWith("VALUE: v");
    assertThat(client.send("HEAD", "/get/k", new byte[0]).status()).isEqualTo(200);
  }
}
