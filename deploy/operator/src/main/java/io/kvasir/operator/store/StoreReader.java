package io.kvasir.operator.store;

import com.fasterxml.jackson.databind.JsonNode;
import io.kvasir.operator.core.MemberState;
import io.kvasir.operator.core.NodeView;
import java.net.URI;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** Asks nodes what they know of themselves and their cluster. */
public final class StoreReader {
  private final NodeClient client;

  public StoreReader(NodeClient client) {
    this.client = client;
  }

  /**
   * What nodes say, all asked at once; who does not answer all questions in time is absent.
   *
   * @param nodes HTTP addresses by ordinal
   */
  public SortedMap<Integer, NodeView> read(Names names, Map<Integer, URI> nodes) {
    ConcurrentHashMap<Integer, NodeView> views = new ConcurrentHashMap<>();
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      nodes.forEach(
          (ordinal, node) ->
              threads.execute(() -> view(names, node).ifPresent(view -> views.put(ordinal, view))));
    }
    return new TreeMap<>(views);
  }

  private Optional<NodeView> view(Names names, URI node) {
    View view = new View(names);
    boolean complete =
        client.get(node, "/readyz").map(view::health).orElse(false)
            && ok(node, "/admin/members").map(view::members).orElse(false)
            && ok(node, "/admin/transfers").map(view::transfers).orElse(false)
            && ok(node, "/admin/groups").map(view::groups).orElse(false);
    if (!complete) {
      return Optional.empty();
    }
    if (view.mayHaveLeavers()) {
      view.members.keySet().stream()
          .filter(ordinal -> isLeaving(node, names.of(ordinal)))
          .forEach(view.leaving::add);
    }
    return Optional.of(view.build());
  }

  private Optional<NodeClient.Answer> ok(URI node, String path) {
    return client.get(node, path).filter(NodeClient.Answer::isOk);
  }

  private boolean isLeaving(URI node, String id) {
    return ok(node, "/admin/operations/leave-" + id)
        .filter(answer -> !answer.body().path("state").asText().equals("done"))
        .isPresent();
  }

  /** A view in the making. */
  private static final class View {
    private final Names names;
    private final TreeMap<Integer, MemberState> members = new TreeMap<>();
    private final TreeSet<String> strangers = new TreeSet<>();
    private final TreeSet<String> ids = new TreeSet<>();
    private final TreeSet<String> reachable = new TreeSet<>();
    private final TreeSet<Integer> leaving = new TreeSet<>();
    private boolean ready;
    private boolean joined;
    private boolean removed;
    private boolean leadsTopology;
    private int outstanding;
    private int leads;
    private int withoutMajority;

    View(Names names) {
      this.names = names;
    }

    boolean health(NodeClient.Answer answer) {
      ready = answer.isOk();
      for (JsonNode check : answer.body().path("checks")) {
        boolean up = check.path("status").asText().equals("UP");
        switch (check.path("name").asText()) {
          case "joined" -> joined = up;
          case "member" -> removed = !up;
          default -> {}
        }
      }
      return answer.body().has("checks");
    }

    boolean members(NodeClient.Answer answer) {
      answer.body().path("members").forEach(this::member);
      return answer.body().path("members").isArray();
    }

    boolean transfers(NodeClient.Answer answer) {
      outstanding = answer.body().path("outstanding").asInt();
      return answer.body().path("outstanding").isInt();
    }

    boolean groups(NodeClient.Answer answer) {
      answer.body().path("groups").forEach(this::group);
      return answer.body().path("groups").isArray();
    }

    private void member(JsonNode member) {
      String id = member.path("id").asText();
      ids.add(id);
      if (member.path("reachable").asBoolean() || member.path("self").asBoolean()) {
        reachable.add(id);
      }
      OptionalInt ordinal = names.ordinal(id);
      if (ordinal.isEmpty()) {
        strangers.add(id);
        return;
      }
      int partitions = member.path("partitions").asInt();
      members.put(ordinal.getAsInt(), new MemberState(partitions, reachable.contains(id)));
    }

    private void group(JsonNode group) {
      if (group.path("role").asText().equals("leader")) {
        leads++;
        leadsTopology |= group.path("group").asLong() == 0;
      }
      if (group.path("condition").asText().equals("running") && lacksMajority(group)) {
        withoutMajority++;
      }
    }

    /** Voters that are no members any more are on their way out of the group. */
    private boolean lacksMajority(JsonNode group) {
      int voters = 0;
      int reached = 0;
      for (JsonNode server : group.path("members")) {
        String id = server.path("id").asText();
        if (server.path("suffrage").asText().equals("voter") && ids.contains(id)) {
          voters++;
          reached += reachable.contains(id) ? 1 : 0;
        }
      }
      return voters > 0 && reached * 2 <= voters;
    }

    /** Who leaves owns nothing any more, or gives it away. */
    boolean mayHaveLeavers() {
      return outstanding > 0
          || members.values().stream().anyMatch(member -> member.partitions() == 0);
    }

    NodeView build() {
      return new NodeView(
          ready,
          joined,
          removed,
          members,
          strangers,
          leaving,
          outstanding,
          leads,
          leadsTopology,
          withoutMajority);
    }
  }
}
