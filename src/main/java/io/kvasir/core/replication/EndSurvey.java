package io.kvasir.core.replication;

import io.kvasir.core.crdt.Expiry;
import io.kvasir.core.node.NodeId;
import io.kvasir.core.ring.Replicas;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.IntUnaryOperator;

/**
 * Whether keys whose time is up at one replica may be reclaimed there: when all others that can be
 * reached have said what they know of the end, and so many that one of them knows what was
 * acknowledged. A replica that missed that a key was given more time would else remove what the
 * others keep.
 */
public final class EndSurvey {
  private final NodeId self;
  private final Replicas replicas;
  private final int keys;
  private final JointQuorum knowing;
  private final TreeMap<NodeId, List<Expiry>> answers = new TreeMap<>();

  /**
   * @param self one of the {@code replicas}, which knows what it has
   * @param writeQuorum W of a list of so many
   * @param keys how many are asked about
   */
  public EndSurvey(NodeId self, Replicas replicas, IntUnaryOperator writeQuorum, int keys) {
    this.self = self;
    this.replicas = replicas;
    this.keys = keys;
    this.knowing = JointQuorum.meeting(replicas, writeQuorum);
  }

  /** Who is to be asked. */
  public List<NodeId> others() {
    return replicas.all().stream().filter(node -> !node.equals(self)).toList();
  }

  /** What one of them says of each key; ignored unless it is of each. */
  public void answered(NodeId by, List<Expiry> ends) {
    if (ends.size() == keys) {
      answers.put(by, ends);
    }
  }

  /**
   * What the others know of each key's end; empty when too few have said.
   *
   * @param unreachable who need not be waited for
   */
  public Optional<List<Expiry>> known(SortedSet<NodeId> unreachable) {
    TreeSet<NodeId> knows = new TreeSet<>(answers.keySet());
    knows.add(self);
    boolean isAll =
        others().stream().allMatch(node -> knows.contains(node) || unreachable.contains(node));
    return isAll && knowing.isMet(knows) ? Optional.of(joined()) : Optional.empty();
  }

  private List<Expiry> joined() {
    List<Expiry> joined = new ArrayList<>();
    for (int key = 0; key < keys; key++) {
      int index = key;
      joined.add(
          answers.values().stream().map(ends -> ends.get(index)).reduce(Expiry.NONE, Expiry::join));
    }
    return joined;
  }
}
