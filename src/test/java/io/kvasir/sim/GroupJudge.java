package io.kvasir.sim;

import io.kvasir.core.node.GroupId;
import io.kvasir.core.node.NodeId;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Watches what all replicas carry out: everywhere the same at the same index, no command twice, and
 * none that its client was told is not applied. Commands must all be different.
 */
final class GroupJudge {
  private record Deed(String command, String result) {}

  /** What is known of one group. */
  private static final class Ledger {
    private final TreeMap<Long, Deed> deeds = new TreeMap<>();
    private final TreeMap<String, Long> indices = new TreeMap<>();
    private final TreeSet<String> rejected = new TreeSet<>();
  }

  private final TreeMap<GroupId, Ledger> ledgers = new TreeMap<>();

  private Ledger ledger(GroupId group) {
    return ledgers.computeIfAbsent(group, id -> new Ledger());
  }

  void carriedOut(NodeId node, GroupId group, long index, String command, String result) {
    Ledger ledger = ledger(group);
    Deed deed = new Deed(command, result);
    Deed first = ledger.deeds.putIfAbsent(index, deed);
    Violation.unless(
        first == null || first.equals(deed),
        "%s carried out %s at %d of %s, others %s",
        node,
        deed,
        index,
        group,
        first);
    Long earlier = ledger.indices.putIfAbsent(command, index);
    Violation.unless(
        earlier == null || earlier == index,
        "%s of %s was carried out at %s and at %d",
        command,
        group,
        earlier,
        index);
    Violation.unless(
        !ledger.rejected.contains(command),
        "%s of %s was carried out, though its client was told it would not be",
        command,
        group);
  }

  /** A client was told that its command has no effect. */
  void rejected(GroupId group, String command) {
    Ledger ledger = ledger(group);
    ledger.rejected.add(command);
    Violation.unless(
        !ledger.indices.containsKey(command),
        "%s of %s was carried out, but its client was told it was not",
        command,
        group);
  }

  /** A client was told that its command had this result. */
  void acknowledged(GroupId group, String command, String result) {
    Ledger ledger = ledger(group);
    Optional<Deed> deed = Optional.ofNullable(ledger.indices.get(command)).map(ledger.deeds::get);
    Violation.unless(
        deed.equals(Optional.of(new Deed(command, result))),
        "the client of %s was told %s, but what happened is %s",
        command,
        result,
        deed);
  }
}
