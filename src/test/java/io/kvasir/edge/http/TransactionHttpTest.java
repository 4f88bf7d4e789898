package io.kvasir.edge.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.kvasir.engine.port.GroupRefusal;
import io.kvasir.service.LoneNode;
import java.util.Collections;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Transactions over a real socket. */
class TransactionHttpTest {
  private static final String TXN = "/bucket/lin/_txn";
  private static final String PUT = "{\"request_put\":{\"key\":\"a{t}\",\"value\":\"v\"}}";

  @RegisterExtension final ServedNode served = new ServedNode(LoneNode.whole());
  private RawClient client;

  @BeforeEach
  void connect() {
    client = served.client();
    client.post("/buckets", "{\"name\":\"lin\",\"consistency\":\"linearizable\",\"shards\":8}");
    client.post("/buckets", "{\"name\":\"conv\"}");
  }

  @Test
  void carriesOutSuccessOrFailure() {
    String transaction =
        """
        {"compare":[{"key":"a{t}","target":"VERSION","result":"EQUAL","version":0}],
         "success":[{"request_put":{"key":"a{t}","value":"one"}},
                    {"request_put":{"key":"b{t}","value":{"base64":"AP8=","content_type":"x/y"}}},
                    {"request_range":{"key":"b{t}"}},
                    {"request_range":{"key":"none{t}"}}],
         "failure":[{"request_range":{"key":"a{t}"}},
                    {"request_delete_range":{"key":"b{t}"}},
                    {"request_delete_range":{"key":"none{t}"}}]}
        """;

    RawClient.Reply first = client.post(TXN, transaction);
    RawClient.Reply second = client.post(TXN, transaction);

    assertThat(first.json())
        .hasToString(
            "{\"succeeded\":true,\"revision\":1,\"responses\":[{\"response_put\":{}},"
                + "{\"response_put\":{}},{\"response_range\":{\"kvs\":[{\"key\":\"b{t}\","
                + "\"value\":{\"base64\":\"AP8=\",\"content_type\":\"x/y\"},\"create_revision\":1,"
                + "\"mod_revision\":1,\"version\":1}],\"count\":1}},"
                + "{\"response_range\":{\"kvs\":[],\"count\":0}}]}");
    assertThat(second.json())
        .hasToString(
            "{\"succeeded\":false,\"revision\":2,\"responses\":[{\"response_range\":{\"kvs\":["
                + "{\"key\":\"a{t}\",\"value\":\"one\",\"create_revision\":1,\"mod_revision\":1,"
                + "\"version\":1}],\"count\":1}},{\"response_delete_range\":{\"deleted\":1}},"
                + "{\"response_delete_range\":{\"deleted\":0}}]}");
    assertThat(second.header("Kvasir-Revision")).isEqualTo("2");
    assertThat(second.header("Kvasir-Leader")).isEqualTo("http://node2:4001");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          VALUE   | EQUAL     | "value":"w"                                            | true
          VALUE   | NOT_EQUAL | "value":{"base64":"dw==","content_type":"text/plain"}  | false
          VALUE   | GREATER   | "value":"v"                                            | true
          VALUE   | LESS      | "value":"v"                                            | false
          VERSION | EQUAL     | "version":2                                            | true
          CREATE  | LESS      | "create_revision":2                                    | true
          CREATE  | GREATER   | "create_revision":1                                    | false
          MOD     | NOT_EQUAL | "mod_revision":2                                       | false
          MOD     | EQUAL     | "mod_revision":2                                       | true
          """)
  void compares(String target, String result, String operand, boolean holds) {
    client.put("/bucket/lin/k", "{\"value\":\"v\"}");
    client.put("/bucket/lin/k", "{\"value\":\"w\"}");

    JsonNode answer =
        client
            .post(
                TXN,
                "{\"compare\":[{\"key\":\"k\",\"target\":\"%s\",\"result\":\"%s\",%s}]}"
                    .formatted(target, result, operand))
            .json();

    assertThat(answer).hasToString("{\"succeeded\":" + holds + ",\"revision\":2,\"responses\":[]}");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      nullValues = "-",
      textBlock =
          """
          {}                                                                         | success
          {"compare":[],"success":[],"failure":[]}                                   | success
          {"compares":[]}                                                            | compares
          {"success":{}}                                                             | success
          {"success":[1]}                                                            | success[0]
          {"success":[{}]}                                                           | success[0]
          {"success":[{"request_put":{"key":"a","value":"v"},"request_range":{"key":"a"}}]} | success[0]
          {"success":[{"request_increment":{"key":"a","amount":0}}]}                 | success[0].request_increment.amount
          {"success":[{"request_increment":{"key":"a"}},{"request_put":{"key":"a","value":1}}]} | success
          {"success":[{"request_put":{"key":"a","value":["\\ud800"]}}]}              | success[0].request_put.value
          {"failure":[{"request_get":{"key":"a"}}]}                                  | failure[0].request_get
          {"success":[{"request_range":{"key":"a"}},{"request_put":5}]}              | success[1].request_put
          {"success":[{"request_put":{"key":"a"}}]}                                  | success[0].request_put.value
          {"success":[{"request_put":{"key":"","value":"v"}}]}                       | success[0].request_put.key
          {"success":[{"request_put":{"key":7,"value":"v"}}]}                        | success[0].request_put.key
          {"success":[{"request_put":{"key":"a","value":"v","lease":1}}]}            | success[0].request_put.lease
          {"success":[{"request_put":{"key":"a","value":{"base64":"?"}}}]}           | success[0].request_put.value.base64
          {"success":[{"request_put":{"key":"a","value":{"base64":"AA==","content_type":"x"}}}]} | success[0].request_put.value.content_type
          {"success":[{"request_put":{"key":"\\ud800","value":"v"}}]}                | success[0].request_put.key
          {"success":[{"request_put":{"key":"a","value":"v"}},{"request_delete_range":{"key":"a"}}]} | success
          {"failure":[{"request_put":{"key":"a","value":"v"}},{"request_put":{"key":"a","value":"w"}}]} | failure
          {"compare":[{"target":"MOD","result":"EQUAL","mod_revision":1}]}           | compare[0].key
          {"compare":[{"key":"a","result":"EQUAL","mod_revision":1}]}                | compare[0].target
          {"compare":[{"key":"a","target":"mod","result":"EQUAL","mod_revision":1}]} | compare[0].target
          {"compare":[{"key":"a","target":"MOD","mod_revision":1}]}                  | compare[0].result
          {"compare":[{"key":"a","target":"MOD","result":"EQUAL"}]}                  | compare[0].mod_revision
          {"compare":[{"key":"a","target":"MOD","result":"EQUAL","mod_revision":-1}]} | compare[0].mod_revision
          {"compare":[{"key":"a","target":"MOD","result":"EQUAL","mod_revision":"1"}]} | compare[0].mod_revision
          {"compare":[{"key":"a","target":"MOD","result":"EQUAL","version":1}]}      | compare[0].version
          """)
  void saysWhereTheMistakeIs(String body, String field) {
    RawClient.Reply reply = client.post(TXN, body);

    assertThat(reply.status()).as(reply.text()).isEqualTo(400);
    ErrorContractTest.assertIsProblem(reply);
    assertThat(reply.json().get("error").asText()).isEqualTo("invalid_request");
    assertThat(reply.json().get("field").asText()).isEqualTo(field);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          {"success":[{"request_range":{"key":"a","range_end":"b"}}]}        | success[0].request_range.range_end
          {"failure":[{"request_delete_range":{"key":"a","range_end":"b"}}]} | failure[0].request_delete_range.range_end
          {"success":[{"request_txn":{}}]}                                   | success[0].request_txn
          """)
  void refusesWhatEtcdCanAndItCannot(String body, String feature) {
    RawClient.Reply reply = client.post(TXN, body);

    assertThat(reply.status()).isEqualTo(400);
    assertThat(reply.json().get("error").asText()).isEqualTo("unsupported");
    assertThat(reply.json().get("feature").asText()).isEqualTo(feature);
  }

  @Test
  void staysWithinOneShard() {
    RawClient.Reply apart =
        client.post(TXN, "{\"success\":[" + PUT + ",{\"request_range\":{\"key\":\"b\"}}]}");
    RawClient.Reply together =
        client.post(TXN, "{\"success\":[" + PUT + ",{\"request_range\":{\"key\":\"b{t}\"}}]}");

    assertThat(apart.status()).isEqualTo(409);
    ErrorContractTest.assertIsProblem(apart);
    assertThat(apart.json().get("error").asText()).isEqualTo("cross_shard");
    assertThat(apart.json().get("shards").asInt()).isEqualTo(2);
    assertThat(apart.json().get("detail").asText()).contains("{tag}");
    assertThat(together.status()).isEqualTo(200);
  }

  @Test
  void needsALinearizableBucket() {
    RawClient.Reply reply = client.post("/bucket/conv/_txn", "{\"success\":[" + PUT + "]}");

    assertThat(reply.status()).isEqualTo(409);
    ErrorContractTest.assertIsProblem(reply);
    assertThat(reply.json().get("error").asText()).isEqualTo("not_linearizable");
    assertThat(reply.json().get("bucket").asText()).isEqualTo("conv");
    assertThat(client.post("/bucket/none/_txn", "{}").json().get("error").asText())
        .isEqualTo("bucket_not_found");
  }

  @Test
  void takes128OperationsAndNoMore() {
    String read = "{\"request_range\":{\"key\":\"a\"}}";
    String most = String.join(",", Collections.nCopies(128, read));

    RawClient.Reply fits = client.post(TXN, "{\"success\":[" + most + "]}");
    RawClient.Reply exceeds = client.post(TXN, "{\"failure\":[" + most + "," + read + "]}");

    assertThat(fits.status()).isEqualTo(200);
    assertThat(exceeds.status()).isEqualTo(413);
    assertThat(exceeds.json().get("what").asText()).isEqualTo("failure");
    assertThat(exceeds.json().get("limit").asInt()).isEqualTo(128);
    assertThat(exceeds.json().get("unit").asText()).isEqualTo("operations");
  }

  @Test
  void limitsKeysAndValuesInIt() {
    RawClient.Reply key =
        client.post(
            TXN, "{\"success\":[{\"request_range\":{\"key\":\"" + "x".repeat(4_097) + "\"}}]}");
    RawClient.Reply value =
        client.post(
            TXN,
            "{\"failure\":[{\"request_put\":{\"key\":\"a\",\"value\":\""
                + "x".repeat((8 << 20) + 1)
                + "\"}}]}");

    assertThat(key.json().get("what").asText()).isEqualTo("key");
    assertThat(value.json().get("what").asText()).isEqualTo("value");
  }

  @Test
  void isCarriedOutOncePerIdempotencyKey() {
    byte[] body = RawClient.utf8("{\"success\":[" + PUT + "]}");
    String[] headers = {"Content-Type: application/json", "Idempotency-Key: one"};

    RawClient.Reply first = client.send("POST", TXN, body, headers);
    RawClient.Reply second = client.send("POST", TXN, body, headers);
    RawClient.Reply other =
        client.send(
            "POST",
            TXN,
            RawClient.utf8("{\"success\":[{\"request_range\":{\"key\":\"b{t}\"}}]}"),
            headers);

    assertThat(second.json()).isEqualTo(first.json());
    assertThat(second.header("Kvasir-Repeated")).isEqualTo("true");
    assertThat(other.json().get("error").asText()).isEqualTo("idempotency_key_reused");
  }

  @Test
  void saysWhetherItWasCarriedOut() {
    served.server().shards().refuseNext(new GroupRefusal.NoLeader());
    RawClient.Reply refused = client.post(TXN, "{\"success\":[" + PUT + "]}");
    served.server().shards().loseNext();
    RawClient.Reply lost = client.post(TXN, "{\"success\":[" + PUT + "]}");
    served.server().shards().loseNext();
    RawClient.Reply read = client.post(TXN, "{\"success\":[{\"request_range\":{\"key\":\"a\"}}]}");

    assertThat(refused.json().get("error").asText()).isEqualTo("no_leader");
    assertThat(refused.json().get("outcome").asText()).isEqualTo("not-applied");
    assertThat(lost.status()).isEqualTo(504);
    assertThat(lost.json().get("outcome").asText()).isEqualTo("unknown");
    assertThat(lost.json().get("retryable").asBoolean()).isFalse();
    assertThat(read.json().get("outcome").asText()).isEqualTo("not-applied");
    assertThat(read.json().get("retryable").asBoolean()).isTrue();
  }

  @Test
  void leavesKeysOfItsNameAlone() {
    assertThat(client.put(TXN, "{\"value\":\"v\"}").status()).isEqualTo(200);
    assertThat(client.get(TXN).json().get("value").asText()).isEqualTo("v");
    assertThat(client.delete(TXN).status()).isEqualTo(200);
  }
}
