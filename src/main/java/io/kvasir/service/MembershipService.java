package io.kvasir.service;

import io.kvasir.core.node.NodeId;
import io.kvasir.core.topology.Intent;
import io.kvasir.core.topology.Member;
import io.kvasir.core.topology.MembershipOutcome;
import io.kvasir.core.topology.Progress;
import io.kvasir.core.topology.Topology;
import io.kvasir.core.topology.TopologyCommand;
import io.kvasir.engine.Engine;
import io.smallrye.mutiny.Uni;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.TreeSet;

/**
 * Has members join, leave or removed. What was asked for goes on by itself and can be followed
 * under an id that says what it is: {@code join-n4}. To ask again does no harm.
 */
public final class MembershipService {
  private final Engine engine;
  private final Timeouts timeouts;

  public MembershipService(Engine engine, Timeouts timeouts) {
    this.engine = engine;
    this.timeouts = timeouts;
  }

  /**
   * Has this node own its share of the partitions.
   *
   * @param seed a member of the cluster to join, if the client names one
   */
  public Uni<Result<Operation>> join(Optional<String> seed, RequestOptions options) {
    return Calls.checked(
        () -> {
          seed.ifPresent(this::requireMember);
          TreeSet<NodeId> self = new TreeSet<>(List.of(engine.self()));
          return change(new TopologyCommand.Join(self), Intent.JOIN, engine.self(), options);
        });
  }

  /**
   * A node is in one cluster, found when it started: of no other can it be told to be. VorDB names
   * nodes {@code id@host}.
   */
  private void requireMember(String seed) {
    int at = seed.indexOf('@');
    NodeId named = node("seed_node", at < 0 ? seed : seed.substring(0, at));
    if (!topology().members().containsKey(named)) {
      throw new Refused(
          new Failure.Invalid(
              "seed_node",
              "must be a member of this node's cluster; one without a cluster finds its own by"
                  + " kvasir.cluster.members"));
    }
  }

  /**
   * Has any member own its share of the partitions.
   *
   * @param address where the client takes it to be: host and port of its event bus
   */
  public Uni<Result<Operation>> join(String id, String address, RequestOptions options) {
    return Calls.checked(
        () -> {
          NodeId node = node("id", id);
          requireAt(node, address);
          TreeSet<NodeId> joining = new TreeSet<>(List.of(node));
          return change(new TopologyCommand.Join(joining), Intent.JOIN, node, options);
        });
  }

  /** Members say themselves where they are, when they start. */
  private void requireAt(NodeId node, String address) {
    Member member = topology().members().get(node);
    if (member == null) {
      throw new Refused(new Failure.MemberNotFound(node.value()));
    }
    if (!member.bus().equals(address)) {
      throw new Refused(
          new Failure.MembershipConflict(
              "%s says that it is at %s, and is not to be had elsewhere"
                  .formatted(node, member.bus())));
    }
  }

  /** Moves everything off this node. */
  public Uni<Result<Operation>> leave(RequestOptions options) {
    return Calls.checked(
        () -> {
          NodeId self = engine.self();
          return change(new TopologyCommand.Leave(self), Intent.LEAVE, self, options);
        });
  }

  /** Has others take the place of a dead member. */
  public Uni<Result<Operation>> remove(String id, RequestOptions options) {
    return Calls.checked(
        () -> {
          NodeId dead = node("id", id);
          return change(new TopologyCommand.Remove(dead), Intent.REMOVE, dead, options);
        });
  }

  /**
   * Has any member go: who is in reach gives away what it has first, others take the place of who
   * is not.
   */
  public Uni<Result<Operation>> dismiss(String id, RequestOptions options) {
    return Calls.checked(
        () -> {
          NodeId node = node("id", id);
          return engine.isReachable(node)
              ? change(new TopologyCommand.Leave(node), Intent.LEAVE, node, options)
              : change(new TopologyCommand.Remove(node), Intent.REMOVE, node, options);
        });
  }

  private Uni<Result<Operation>> change(
      TopologyCommand command, Intent intent, NodeId node, RequestOptions options) {
    topology();
    long timeoutMillis = Effort.timeout(options, timeouts.writeMillis());
    return Calls.<MembershipOutcome>uni(
            done -> engine.changeMembership(command, timeoutMillis, done))
        .map(outcome -> result(outcome, intent, node));
  }

  private Result<Operation> result(MembershipOutcome outcome, Intent intent, NodeId node) {
    return switch (outcome) {
      case MembershipOutcome.Accepted() -> Result.ok(operation(intent, node));
      case MembershipOutcome.Unknown() -> Result.failed(new Failure.MemberNotFound(node.value()));
      case MembershipOutcome.Refused(String reason) ->
          Result.failed(new Failure.MembershipConflict(reason));
      case MembershipOutcome.Unavailable(int reachable, int needed) ->
          Result.failed(new Failure.NoQuorum(reachable, needed));
      case MembershipOutcome.Undecided() ->
          Result.failed(new Failure.Undecided(Effect.UNKNOWN, true));
    };
  }

  private Operation operation(Intent intent, NodeId node) {
    Progress progress =
        Progress.of(topology(), intent, node).orElse(new Progress(Progress.Stage.WAITING, 0));
    return new Operation(intent, node, progress);
  }

  /** How far it is with what was asked for under an id. */
  public Result<Operation> describe(String id) {
    try {
      int dash = id.indexOf('-');
      for (Intent intent : Intent.values()) {
        if (dash > 0 && id.substring(0, dash).equals(Operation.word(intent))) {
          NodeId node = node("id", id.substring(dash + 1));
          Optional<Progress> progress = Progress.of(topology(), intent, node);
          if (progress.isPresent()) {
            return Result.ok(new Operation(intent, node, progress.get()));
          }
        }
      }
      return Result.failed(new Failure.OperationNotFound(id));
    } catch (Refused refused) {
      return Result.failed(refused.failure());
    }
  }

  private Topology topology() {
    return Belonging.required(engine);
  }

  private static NodeId node(String field, String text) {
    try {
      return new NodeId(text);
    } catch (IllegalArgumentException e) {
      throw new Refused(new Failure.Invalid(field, "must be the id of a node"));
    }
  }

  /** A change of who owns partitions, under way or done. */
  public record Operation(Intent intent, NodeId node, Progress progress) {
    private static String word(Intent intent) {
      return intent.name().toLowerCase(Locale.ROOT);
    }

    public String kind() {
      return word(intent);
    }

    public String id() {
      return kind() + "-" + node.value();
    }

    public String state() {
      return progress.stage().name().toLowerCase(Locale.ROOT);
    }
  }
}
