package io.kvasir.edge.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.kvasir.service.LoneNode;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Maps, and sets that only grow, over a real socket. */
class MapHttpTest {
  @RegisterExtension final ServedNode served = new ServedNode(LoneNode.whole());
  private RawClient client;

  @BeforeEach
  void connect() {
    client = served.client();
    client.post("/buckets", "{\"name\":\"m\",\"type\":\"map\"}");
    client.post("/buckets", "{\"name\":\"g\",\"type\":\"gset\"}");
    client.post("/buckets", "{\"name\":\"mv\",\"type\":\"mv_register\"}");
  }

  private RawClient.Reply update(String body) {
    return client.post("/bucket/m/k/update", body.replace('\'', '"'));
  }

  @Test
  void aMapHasFieldsOfAllTypes() {
    assertThat(update("{'field':'n','type':'pn_counter','do':'increment','amount':3}").json())
        .hasToString("{\"ok\":true,\"key\":\"k\"}");
    update("{'field':'n','type':'pn_counter','do':'decrement'}");
    update("{'field':'name','type':'lww','do':'put','value':'ann'}");
    update("{'field':'tags','type':'orswot','do':'add','elements':['b','a']}");
    update("{'field':'tags','type':'orswot','do':'remove','element':'b'}");
    update("{'field':['home','city'],'type':'mv_register','do':'put','value':'Ulm'}");
    update("{'field':['home','warm'],'type':'flag','do':'enable'}");
    update("{'field':'log','type':'gset','do':'add','element':'x'}");

    JsonNode map = client.get("/bucket/m/k").json();

    String expected =
        "{'key':'k','fields':["
            + "{'field':'home','type':'map','fields':["
            + "{'field':'city','type':'mv_register','values':['Ulm']},"
            + "{'field':'warm','type':'flag','value':true}]},"
            + "{'field':'log','type':'gset','members':['x']},"
            + "{'field':'n','type':'pn_counter','value':2},"
            + "{'field':'name','type':'lww','value':'ann'},"
            + "{'field':'tags','type':'orswot','members':['a']}]}";
    assertThat(map).hasToString(expected.replace('\'', '"'));
  }

  @Test
  void aMapWhoseLastFieldIsTakenAwayIsEmptyAndADeletedOneAbsent() {
    update("{'field':'n','type':'pn_counter','do':'increment'}");
    update("{'field':'n','type':'pn_counter','do':'delete'}");

    JsonNode emptied = client.get("/bucket/m/k").json();
    client.send("DELETE", "/bucket/m/k", new byte[0]);

    assertThat(emptied).hasToString("{\"key\":\"k\",\"fields\":[]}");
    assertThat(client.get("/bucket/m/k").status()).isEqualTo(404);
  }

  @Test
  void aFieldsContextTakesAwayWhatWasSeenAndIsGoodForNothingElse() {
    update("{'field':'a','type':'mv_register','do':'put','value':'1'}");
    update("{'field':'b','type':'mv_register','do':'put','value':'1'}");
    JsonNode seen = client.get("/bucket/m/k?contexts=true").json().get("fields");
    String ofA = seen.get(0).get("context").textValue();
    update("{'field':'a','type':'mv_register','do':'put','value':'2'}");

    int wrong =
        update("{'field':'b','type':'mv_register','do':'delete','context':'" + ofA + "'}").status();
    int right =
        update("{'field':'a','type':'mv_register','do':'delete','context':'" + ofA + "'}").status();

    assertThat(wrong).isEqualTo(400);
    assertThat(right).isEqualTo(200);
    assertThat(client.get("/bucket/m/k").json().get("fields").get(0).get("values"))
        .hasToString("[\"2\"]");
  }

  @Test
  void whatDoesNotFitIsRefusedByName() {
    assertThat(update("{'field':'n','type':'pn_counter','do':'add','element':'a'}").status())
        .isEqualTo(409);
    assertThat(update("{'field':'n','type':'none','do':'add','element':'a'}").json().get("field"))
        .hasToString("\"type\"");
    assertThat(update("{'field':[],'type':'flag','do':'enable'}").status()).isEqualTo(400);
    assertThat(update("{'field':'n','type':'flag','do':'enable','amount':1}").status())
        .isEqualTo(400);
    assertThat(update("{'field':'n','type':'pn_counter','do':'increment','context':'x'}").status())
        .isEqualTo(400);
    assertThat(client.post("/bucket/g/k/update", "{}").status()).isEqualTo(400);
    assertThat(client.put("/bucket/m/k", "{\"value\":\"v\"}").status()).isEqualTo(409);
  }

  @Test
  void aSetThatOnlyGrowsLosesNoMember() {
    client.post("/bucket/g/k/add", "{\"elements\":[\"b\",\"a\"]}");

    RawClient.Reply refused = client.post("/bucket/g/k/remove", "{\"element\":\"a\"}");

    assertThat(refused.status()).isEqualTo(409);
    assertThat(refused.json().get("error").textValue()).isEqualTo("type_mismatch");
    assertThat(client.get("/bucket/g/k").json().get("members")).hasToString("[\"a\",\"b\"]");
    client.send("DELETE", "/bucket/g/k", new byte[0]);
    assertThat(client.get("/bucket/g/k").status()).isEqualTo(404);
  }

  @Test
  void aRegisterIsFullAtSomePoint() {
    String nothing = client.get("/bucket/mv/k").header("Kvasir-Context");
    String body = "{\"value\":\"v\",\"context\":\"" + nothing + "\"}";
    for (int write = 0; write < 64; write++) {
      assertThat(client.put("/bucket/mv/k", body).status()).isEqualTo(200);
    }

    RawClient.Reply full = client.put("/bucket/mv/k", body);

    assertThat(full.status()).isEqualTo(409);
    assertThat(full.json().get("error").textValue()).isEqualTo("too_many_siblings");
    assertThat(client.put("/bucket/mv/k", "{\"value\":\"one\"}").status()).isEqualTo(200);
    assertThat(client.get("/bucket/mv/k").json().get("values")).hasToString("[\"one\"]");
  }
}
