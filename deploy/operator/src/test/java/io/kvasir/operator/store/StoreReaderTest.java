package io.kvasir.operator.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.kvasir.operator.core.MemberState;
import io.kvasir.operator.core.NodeView;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.SortedMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What is made of the answers of nodes. */
class StoreReaderTest {
  private static final String READY =
      """
      {"status":"UP","checks":[{"name":"joined","status":"UP"},{"name":"member","status":"UP"},
       {"name":"groups","status":"UP","data":{"total":2}}]}
      """;
  private static final String MEMBERS =
      """
      {"ok":true,"members":[
       {"id":"kv-0","address":"a:1","self":true,"reachable":true,"partitions":128},
       {"id":"kv-1","address":"b:1","self":false,"reachable":false,"partitions":128}]}
      """;
  private static final String GROUPS =
      """
      {"ok":true,"groups":[
       {"group":0,"condition":"running","role":"leader","members":[
        {"id":"kv-0","suffrage":"voter"},{"id":"kv-1","suffrage":"nonvoter"}]},
       {"group":1,"condition":"running","role":"follower","members":[
        {"id":"kv-0","suffrage":"voter"},{"id":"kv-1","suffrage":"voter"}]},
       {"group":2,"condition":"beginning","members":[]}]}
      """;

  private final NodeClient client = new NodeClient(Duration.ofMinutes(2));
  private final Names names = new Names("kv");
  private FakeNode node;

  @BeforeEach
  void start() throws IOException {
    node =
        new FakeNode()
            .says("/readyz", READY)
            .says("/admin/members", MEMBERS)
            .says("/admin/transfers", "{\"outstanding\":0,\"transfers\":[]}")
            .says("/admin/groups", GROUPS);
  }

  @AfterEach
  void stop() {
    node.close();
    client.close();
  }

  private SortedMap<Integer, NodeView> read() {
    return new StoreReader(client).read(names, Map.of(0, node.address()));
  }

  @Test
  void readsWhatANodeSays() {
    NodeView view = read().get(0);

    assertThat(view.ready()).isTrue();
    assertThat(view.joined()).isTrue();
    assertThat(view.removed()).isFalse();
    assertThat(view.members())
        .isEqualTo(Map.of(0, new MemberState(128, true), 1, new MemberState(128, false)));
    assertThat(view.leads()).isEqualTo(1);
    assertThat(view.leadsTopology()).isTrue();
  }

  /** Group 1 has two voters of which one is out of reach; group 2 has not begun here. */
  @Test
  void countsGroupsWhoseMajorityIsOutOfReach() {
    assertThat(read().get(0).withoutMajority()).isEqualTo(1);
  }

  /** It was let go, and its vote goes next. */
  @Test
  void missesNoVoterThatIsNoMember() {
    node.says("/admin/members", MEMBERS.replaceAll("(?s),\\s*\\{\"id\":\"kv-1.*", "]}"));

    assertThat(read().get(0).members()).hasSize(1);
    assertThat(read().get(0).withoutMajority()).isZero();
  }

  @Test
  void seesThatANodeWasRemoved() {
    node.says(
        "/readyz", READY.replace("\"member\",\"status\":\"UP\"", "\"member\",\"status\":\"DOWN\""));

    assertThat(read().get(0).removed()).isTrue();
    assertThat(read().get(0).ready()).isFalse();
  }

  @Test
  void asksForLeaversWhereSomebodyMayLeave() {
    node.says("/admin/members", MEMBERS.replace("\"partitions\":128}]", "\"partitions\":0}]"));
    node.says("/admin/operations/leave-kv-1", "{\"ok\":true,\"state\":\"draining\"}");

    assertThat(read().get(0).leaving()).containsExactly(1);
  }

  @Test
  void asksForNoLeaversWhereNothingMoves() {
    assertThat(read().get(0).leaving()).isEmpty();
    assertThat(node.requests).noneMatch(request -> request.contains("/admin/operations"));
  }

  @Test
  void tellsStrangersFromPods() {
    node.says("/admin/members", MEMBERS.replace("kv-1", "other-1"));

    assertThat(read().get(0).strangers()).containsExactly("other-1");
  }

  @Test
  void aNodeThatAnswersHalfIsNotHeard() {
    node.says("/admin/groups", "nonsense");

    assertThat(read()).isEmpty();
  }

  @Test
  void aNodeThatNeverAnswersIsNotHeard() {
    node.stuck = true;
    try (NodeClient hasty = new NodeClient(Duration.ofMillis(200))) {
      assertThat(new StoreReader(hasty).read(names, Map.of(0, node.address()))).isEmpty();
    }
  }

  @Test
  void asksToLeaveAndToJoin() {
    StoreWriter writer = new StoreWriter(client);
    writer.leave(node.address());
    writer.join(node.address());

    assertThat(node.requests).containsExactly("POST /admin/leave", "POST /admin/join {}");
  }

  @Test
  void namesAreThoseOfPodsOnly() {
    assertThat(names.ordinal("kv-12")).hasValue(12);
    for (String other : new String[] {"kv-", "kv-01", "kv-1x", "kw-1", "kv--1", "kv-99999"}) {
      assertThat(names.ordinal(other)).as(other).isEmpty();
    }
  }
}
