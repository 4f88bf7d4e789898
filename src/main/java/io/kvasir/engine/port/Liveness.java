package io.kvasir.engine.port;

import io.kvasir.core.membership.MemberState;
import io.kvasir.core.node.Incarnation;
import io.kvasir.core.node.NodeId;
import io.kvasir.core.time.Tick;
import java.util.Optional;

/**
 * Who of the cluster can be reached, as its nodes found out together. It says nothing about who
 * owns what: only the topology does. Any thread.
 */
public interface Liveness {
  /** Of a node that is told nothing. */
  Liveness UNKNOWN =
      new Liveness() {
        @Override
        public Optional<Sight> of(NodeId member) {
          return Optional.empty();
        }

        @Override
        public void listen(Listener listener) {}
      };

  /**
   * How a member is seen.
   *
   * @param incarnation 0 as long as nobody has heard of it
   * @param since when this node came to see it in this state
   */
  record Sight(MemberState state, Incarnation incarnation, Tick since) {
    /** Whether it is dead, or has stopped. */
    public boolean isGone() {
      return state.isGone();
    }
  }

  /** Empty for this node itself, and for nodes that nothing is known of. */
  Optional<Sight> of(NodeId member);

  /** Tells {@code listener} of every change from now on. */
  void listen(Listener listener);

  /** Told on the loop that watches the members; must not block. */
  interface Listener {
    void onSight(NodeId member, Sight sight);
  }
}
