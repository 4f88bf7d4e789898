package io.kvasir.edge.eventbus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ClusterTableTest {
  @Test
  void readsMembersWithNamesAddressesAndBracketedHosts() {
    ClusterTable table =
        ClusterTable.parse("b", List.of("c@[::1]:7103", "a@127.0.0.1:7101", "b@node-b.local:7102"));

    assertThat(table.nodeIds()).containsExactly("a", "b", "c");
    assertThat(table.selfEndpoint()).isEqualTo(new BusEndpoint("node-b.local", 7102));
    assertThat(table.endpoint("c")).contains(new BusEndpoint("::1", 7103));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"a", "a@", "a@host", "a@host:", "a@host:x", "a@host:65536", "@h:1", "a/b@h:1"})
  void refusesAMemberThatIsNotWellFormed(String member) {
    List<String> members = List.of("self@127.0.0.1:1", member);

    assertThatThrownBy(() -> ClusterTable.parse("self", members))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void refusesAMemberNamedTwice() {
    List<String> members = List.of("a@127.0.0.1:1", "a@127.0.0.1:2");

    assertThatThrownBy(() -> ClusterTable.parse("a", members)).hasMessageContaining("twice");
  }

  @Test
  void refusesATableWithoutItsOwnNode() {
    assertThatThrownBy(() -> ClusterTable.parse("x", List.of("a@127.0.0.1:1")))
        .hasMessageContaining("x is not among the members [a]");
  }

  @Test
  void takesANodeToBeWhereItWasSaidToBeOrWhereItIsListed() {
    BusEndpoint listed = new BusEndpoint("h", 2);
    BusEndpoint told = new BusEndpoint("h", 3);
    ClusterTable table = new ClusterTable("a", Map.of("a", new BusEndpoint("h", 1), "b", listed));

    table.miss("b");
    assertThat(table.endpoint("b")).contains(listed);
    table.put("b", told);
    assertThat(table.endpoint("b")).contains(told);
    table.miss("b");
    assertThat(table.endpoint("b")).contains(listed);
    table.miss("b");
    assertThat(table.endpoint("b")).contains(told);
    table.remove("b");
    table.miss("b");
    assertThat(table.endpoint("b")).isEmpty();
  }

  @Test
  void forgetsWhoCameByItselfAndIsMissed() {
    ClusterTable table = new ClusterTable("a", Map.of("a", new BusEndpoint("h", 1)));
    assertThat(table.meet("b", "h:2")).isTrue();
    assertThat(table.meet("b", "h:2")).isFalse();
    table.miss("b");
    assertThat(table.endpoint("b")).isEmpty();

    table.meet("b", "h:2");
    table.put("b", new BusEndpoint("h", 2));
    table.meet("b", "h:3");
    table.miss("b");
    assertThat(table.endpoint("b")).contains(new BusEndpoint("h", 3));
  }

  @Test
  void followsNodesThatComeMoveAndGo() {
    ClusterTable table = new ClusterTable("a", Map.of("a", new BusEndpoint("h", 1)));

    table.put("b", new BusEndpoint("h", 2));
    table.put("b", new BusEndpoint("h", 3));
    assertThat(table.endpoint("b")).contains(new BusEndpoint("h", 3));

    table.miss("b");
    assertThat(table.endpoint("b")).contains(new BusEndpoint("h", 3));

    table.remove("b");
    assertThat(table.endpoint("b")).isEmpty();
    assertThatThrownBy(() -> table.remove("a")).isInstanceOf(IllegalArgumentException.class);
  }
}
