package io.kvasir.core.membership;

import io.kvasir.core.node.NodeId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.random.RandomGenerator;

/**
 * Whom to probe next: each once per round, in an order that is drawn anew for each round, so that
 * nobody waits for longer than two rounds (SWIM, 4.3). Who came in the middle of a round takes a
 * random place in it.
 */
final class ProbeOrder {
  private final RandomGenerator random;
  private final List<NodeId> round = new ArrayList<>();
  private int next;

  ProbeOrder(RandomGenerator random) {
    this.random = random;
  }

  void add(NodeId member) {
    if (!round.contains(member)) {
      round.add(random.nextInt(next, round.size() + 1), member);
    }
  }

  void remove(NodeId member) {
    int at = round.indexOf(member);
    if (at >= 0) {
      round.remove(at);
      next -= at < next ? 1 : 0;
    }
  }

  /** Lets it be the next. */
  void hurry(NodeId member) {
    if (round.contains(member)) {
      remove(member);
      round.add(next, member);
    }
  }

  /** The next one that is {@code wanted}; empty when nobody is. */
  Optional<NodeId> next(Predicate<NodeId> wanted) {
    for (int tried = 0; tried < 2 * round.size(); tried++) {
      if (next >= round.size()) {
        Chance.shuffle(round, random);
        next = 0;
      }
      NodeId candidate = round.get(next++);
      if (wanted.test(candidate)) {
        return Optional.of(candidate);
      }
    }
    return Optional.empty();
  }
}
