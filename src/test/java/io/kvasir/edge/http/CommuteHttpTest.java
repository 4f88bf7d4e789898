package io.kvasir.edge.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.kvasir.service.LoneNode;
import java.util.Base64;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** commute's calls on the main port of one node. */
class CommuteHttpTest {
  @RegisterExtension final ServedNode served = new ServedNode(LoneNode.whole());
  private RawClient client;

  @BeforeEach
  void connect() {
    client = served.client();
  }

  private RawClient.Reply posted(String target, String body) {
    RawClient.Reply reply = client.send("POST", target, RawClient.utf8(body));
    assertThat(reply.status()).as(reply.text()).isEqualTo(200);
    return reply;
  }

  @Test
  void countsBothWaysInTheCountersOfTheMainApi() {
    assertThat(posted("/counters/visitors", "{\"increment\":5}").text()).isEmpty();
    posted("/counters/visitors", "{\"decrement\":7,\"increment\":0}");

    assertThat(client.get("/counters/visitors").text()).isEqualTo("{\"value\":-2}");
    assertThat(client.get("/counter/visitors").json().get("value").asInt()).isEqualTo(-2);
    assertThat(client.get("/counters/none").status()).isEqualTo(404);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{}",
        "{\"increment\":0}",
        "{\"increment\":-1}",
        "{\"increment\":1.5}",
        "{\"increment\":\"1\"}",
        "{\"increment\":1,\"decrement\":1}",
        "{\"increment\":18446744073709551616}",
        "{\"increment\":1",
        ""
      })
  void countsOneWayByAWholeNumber(String body) {
    RawClient.Reply reply = client.send("POST", "/counters/c", RawClient.utf8(body));

    assertThat(reply.status()).isEqualTo(400);
    ErrorContractTest.assertIsProblem(reply);
    assertThat(client.get("/counters/c").status()).isEqualTo(404);
  }

  /** What a number is, is in its digits; no parser of ours may touch them. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "null",
        "\"dark-mode\"",
        "\"\\u00e4\\ud83d\\ude00 \\\" \\\\ \"",
        "1.10",
        "-0",
        "1e400",
        "123456789012345678901234567890",
        "true",
        "[]",
        "{\"b\": [1, {\"a\": null}],\n \"a\":  0.10}"
      })
  void keepsJsonAsItWasWritten(String json) {
    RawClient.Reply put =
        client.send("PUT", "/registers/r", RawClient.utf8("{ \"value\" : " + json + " }"));

    assertThat(put.status()).as(put.text()).isEqualTo(200);
    assertThat(put.text()).isEmpty();
    assertThat(client.get("/registers/r").text()).isEqualTo("{\"value\":" + json + "}");
    RawClient.Reply raw =
        client.get("/bucket/__default_register__/r", "Accept: application/octet-stream");
    assertThat(raw.text()).isEqualTo(json);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {"{} | missing value", "{\"value\":oops} | malformed_json", "[] | malformed_json"})
  void refusesWhatIsNoRegister(String body, String error) {
    RawClient.Reply reply = client.put("/registers/r", body);

    assertThat(reply.status()).isEqualTo(400);
    assertThat(reply.json().get("error").asText()).isEqualTo(error);
  }

  @Test
  void showsATextThatCameByAnotherWayAsAText() {
    client.put("/bucket/__default_register__/t", "{\"value\":\"a \\\"b\\\"\"}");
    client.send(
        "PUT",
        "/bucket/__default_register__/b",
        new byte[] {(byte) 0xC0},
        "Content-Type: application/octet-stream");

    assertThat(client.get("/registers/t").text()).isEqualTo("{\"value\":\"a \\\"b\\\"\"}");
    assertThat(client.get("/registers/b").status()).isEqualTo(406);
  }

  @Test
  void addsAndRemovesInTheSetsOfTheMainApi() {
    JsonNode added = posted("/sets/fruits", "{\"add\":[\"apple\",\"banana\"]}").json();
    JsonNode shown = client.get("/sets/fruits").json();

    assertThat(added.get("values")).hasToString("[\"apple\",\"banana\"]");
    assertThat(shown.get("contexts").get("apple")).isEqualTo(added.get("contexts").get("apple"));
    String apple = shown.get("contexts").get("apple").asText();
    assertThat(Base64.getDecoder().decode(apple)).isNotEmpty();
    JsonNode removed =
        posted(
                "/sets/fruits",
                "{\"remove\":[\"apple\"],\"contexts\":" + shown.get("contexts") + "}")
            .json();
    assertThat(removed.get("values")).hasToString("[\"banana\"]");
    assertThat(removed.get("contexts").has("apple")).isFalse();
    assertThat(client.get("/set/fruits").json().get("members")).hasToString("[\"banana\"]");
  }

  @Test
  void aRemoveWithoutAContextRemovesNothing() {
    posted("/sets/s", "{\"add\":[\"a\"]}");

    JsonNode after = posted("/sets/s", "{\"remove\":[\"a\",\"b\"]}").json();

    assertThat(after.get("values")).hasToString("[\"a\"]");
    assertThat(client.send("POST", "/sets/none", RawClient.utf8("{\"remove\":[\"a\"]}")).status())
        .isEqualTo(404);
  }

  @Test
  void aRemoveWithAStaleContextLeavesWhatWasAddedSince() {
    String stale = posted("/sets/s", "{\"add\":[\"a\"]}").json().get("contexts").get("a").asText();
    posted("/sets/s", "{\"add\":[\"a\"]}");

    JsonNode after =
        posted("/sets/s", "{\"remove\":[\"a\"],\"contexts\":{\"a\":\"" + stale + "\"}}").json();

    assertThat(after.get("values")).hasToString("[\"a\"]");
  }

  @Test
  void whatIsInBothListsIsAMemberAfterwardsAndAnEmptySetIsThere() {
    JsonNode first = posted("/sets/s", "{\"add\":[\"a\"]}").json();
    String contexts = ",\"contexts\":" + first.get("contexts") + "}";

    JsonNode both = posted("/sets/s", "{\"add\":[\"a\"],\"remove\":[\"a\"]" + contexts).json();
    JsonNode empty =
        posted("/sets/s", "{\"remove\":[\"a\"],\"contexts\":" + both.get("contexts") + "}").json();

    assertThat(both.get("values")).hasToString("[\"a\"]");
    assertThat(empty).hasToString("{\"values\":[],\"contexts\":{}}");
    assertThat(client.get("/sets/s").json()).isEqualTo(empty);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{} | invalid_request",
        "{\"add\":[],\"remove\":[]} | invalid_request",
        "{\"add\":\"apple\"} | invalid_request",
        "{\"add\":[1]} | invalid_request",
        "{\"remove\":[\"a\"],\"contexts\":{\"a\":\"?\"}} | invalid_request",
        "{\"remove\":[\"a\"],\"contexts\":{\"b\":\"?\"}} | invalid_request",
        "{\"remove\":[\"a\"],\"contexts\":{\"a\":\"AAAA\"}} | bad_context",
        "{\"remove\":[\"a\"],\"contexts\":{\"a\":1}} | invalid_request",
        "nothing | malformed_json"
      })
  void refusesWhatIsNoChangeOfASet(String body, String error) {
    posted("/sets/s", "{\"add\":[\"a\"]}");

    RawClient.Reply reply = client.send("POST", "/sets/s", RawClient.utf8(body));

    assertThat(reply.status()).isEqualTo(400);
    assertThat(reply.json().get("error").asText()).isEqualTo(error);
    assertThat(client.get("/sets/s").json().get("values")).hasToString("[\"a\"]");
  }
}
