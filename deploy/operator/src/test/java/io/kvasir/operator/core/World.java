package io.kvasir.operator.core;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * A model of a cluster: the API server with the set's controller and the kubelets, and the store
 * with nodes that hear late of what their cluster decided. Whatever the operator does is checked
 * against what is true at that moment.
 */
final class World {
  /** What a node's disk holds. */
  static final class Disk {
    long life;
    boolean knowsRemoved;
    int heard;
  }

  static final class Claim {
    final String uid;
    final Disk disk = new Disk();

    Claim(String uid) {
      this.uid = uid;
    }
  }

  static final class Pod {
    final String uid;
    final String revision;
    final Claim claim;
    boolean running;
    boolean terminating;
    boolean deletedByOperator;

    Pod(String uid, String revision, Claim claim) {
      this.uid = uid;
      this.revision = revision;
      this.claim = claim;
    }
  }

  /** A member in the store's topology. */
  record Member(long life, int partitions, boolean leaving) {
    Member owning(int count) {
      return new Member(life, count, leaving);
    }

    Member intending(boolean leave) {
      return new Member(life, partitions, leave);
    }
  }

  /** A version of the topology. */
  record Topology(TreeMap<Integer, Member> members, int moving, int outstanding) {
    Topology {
      members = new TreeMap<>(members);
    }
  }

  private static final int PARTITIONS = 60;

  final Random random;
  final List<Topology> history = new ArrayList<>();
  final TreeMap<Integer, Pod> pods = new TreeMap<>();
  final TreeMap<Integer, Claim> claims = new TreeMap<>();
  final Set<Integer> brokenTemplates = new TreeSet<>();
  Desired desired;
  int template = 1;
  Optional<FoundingState> founding = Optional.empty();
  Optional<SetState> set = Optional.empty();
  int setVersion;
  int ids;

  World(Random random, int replicas, VolumePolicy policy) {
    this.random = random;
    this.desired = new Desired(replicas, "t1", policy);
  }

  Topology topology() {
    return history.isEmpty() ? new Topology(new TreeMap<>(), -1, 0) : history.getLast();
  }

  private String id() {
    return "u" + ++ids;
  }

  void wish(int replicas) {
    desired = new Desired(replicas, desired.template(), desired.volumes());
  }

  void wishTemplate(boolean broken) {
    template++;
    if (broken) {
      brokenTemplates.add(template);
    }
    desired = new Desired(desired.replicas(), "t" + template, desired.volumes());
  }

  // What is seen

  Observed observe() {
    TreeMap<Integer, PodState> podStates = new TreeMap<>();
    TreeMap<Integer, NodeView> views = new TreeMap<>();
    pods.forEach(
        (ordinal, pod) -> {
          podStates.put(
              ordinal,
              new PodState(
                  pod.uid, version(ordinal), pod.revision, isReady(ordinal), pod.terminating));
          if (pod.running && random.nextInt(20) > 0) {
            views.put(ordinal, view(ordinal, pod));
          }
        });
    TreeMap<Integer, ClaimState> claimStates = new TreeMap<>();
    claims.forEach(
        (ordinal, claim) ->
            claimStates.put(ordinal, new ClaimState(claim.uid, isMounted(claim), false)));
    return new Observed(
        desired,
        founding.orElseGet(() -> FoundingState.of(desired)),
        set,
        podStates,
        claimStates,
        views);
  }

  private boolean isMounted(Claim claim) {
    return pods.values().stream().anyMatch(pod -> pod.claim == claim);
  }

  private String version(int ordinal) {
    return isReady(ordinal) ? "ready" : "not ready";
  }

  boolean isReady(int ordinal) {
    Pod pod = pods.get(ordinal);
    return pod != null && pod.running && !pod.terminating && isCurrentLife(ordinal);
  }

  private boolean isCurrentLife(int ordinal) {
    Member member = topology().members().get(ordinal);
    return member != null && member.life() == pods.get(ordinal).claim.disk.life;
  }

  private NodeView view(int ordinal, Pod pod) {
    Disk disk = pod.claim.disk;
    Topology known =
        disk.life == 0 || history.isEmpty()
            ? new Topology(new TreeMap<>(), -1, 0)
            : history.get(disk.heard);
    TreeMap<Integer, MemberState> members = new TreeMap<>();
    TreeSet<Integer> leaving = new TreeSet<>();
    known
        .members()
        .forEach(
            (other, member) -> {
              boolean reachable = pods.containsKey(other) && pods.get(other).running;
              members.put(other, new MemberState(member.partitions(), reachable));
              if (member.leaving()) {
                leaving.add(other);
              }
            });
    boolean joined = disk.life > 0;
    boolean leads = !members.isEmpty() && members.firstKey() == ordinal;
    return new NodeView(
        joined && !disk.knowsRemoved && isReady(ordinal),
        joined,
        disk.knowsRemoved,
        members,
        Set.of(),
        leaving,
        known.outstanding(),
        leads ? 3 : 0,
        leads,
        0);
  }

  // What the operator does

  /** Carries a step out that was decided on {@code seen}, which may be long ago. */
  void execute(Step step, Observed seen, int seenVersion) {
    switch (step) {
      case Step.CreateSet(int replicas) -> create(replicas, seen);
      case Step.UpdateTemplate() -> {
        if (seenVersion == setVersion) {
          SetState now = set.orElseThrow();
          put(new SetState(now.replicas(), seen.desired().template(), "", now.restarting(), true));
        }
      }
      case Step.CloseFounding() ->
          founding = founding.map(now -> new FoundingState(now.founders(), true));
      case Step.SetReplicas(int from, int to) -> {
        if (seenVersion == setVersion) {
          scale(from, to);
        }
      }
      case Step.Leave(int ordinal) -> leave(ordinal);
      case Step.Join(int ordinal) -> join(ordinal);
      case Step.MarkRestart(int ordinal, String uid) -> {
        if (seenVersion == setVersion) {
          SetState now = set.orElseThrow();
          put(new SetState(now.replicas(), now.template(), now.revision(), uid, true));
        }
      }
      case Step.RestartPod(int ordinal, String uid, String version) ->
          restart(ordinal, uid, version);
      case Step.DeleteClaim(int ordinal, String uid) -> deleteClaim(ordinal, uid, seen);
      case Step.Wait wait -> {}
      case Step.Blocked blocked -> {}
      case Step.Settled settled -> {}
    }
  }

  private void put(SetState next) {
    set = Optional.of(next);
    setVersion++;
  }

  private void create(int replicas, Observed seen) {
    if (founding.isEmpty()) {
      founding = Optional.of(seen.founding());
    }
    if (set.isEmpty()) {
      put(new SetState(replicas, seen.desired().template(), "", "", true));
    }
  }

  private void scale(int from, int to) {
    assertThat(set.orElseThrow().replicas()).isEqualTo(from);
    if (to < from) {
      assertThat(to).as("one at a time").isEqualTo(from - 1);
      assertThat(topology().members()).as("the pod of an owner is kept").doesNotContainKey(to);
    }
    SetState now = set.get();
    put(new SetState(to, now.template(), now.revision(), now.restarting(), true));
  }

  private void restart(int ordinal, String uid, String version) {
    Pod pod = pods.get(ordinal);
    if (pod == null
        || !pod.uid.equals(uid)
        || pod.terminating
        || !version(ordinal).equals(version)) {
      return;
    }
    if (isReady(ordinal)) {
      assertThat(pods.values().stream().filter(each -> each.deletedByOperator && each != pod))
          .as("one member at most is taken away at a time")
          .isEmpty();
      pod.deletedByOperator = true;
    }
    pod.terminating = true;
  }

  /** What a pod came to mount since it was looked at is protected by the API server. */
  private void deleteClaim(int ordinal, String uid, Observed seen) {
    assertThat(seen.claims().get(ordinal).mounted()).as("a mounted claim is kept").isFalse();
    Claim claim = claims.get(ordinal);
    if (claim == null || !claim.uid.equals(uid) || isMounted(claim)) {
      return;
    }
    assertThat(topology().members()).as("a member's claim is kept").doesNotContainKey(ordinal);
    claims.remove(ordinal);
  }

  private boolean serves(int ordinal) {
    Pod pod = pods.get(ordinal);
    return pod != null
        && pod.running
        && pod.claim.disk.life > 0
        && !pod.claim.disk.knowsRemoved
        && topology().members().containsKey(ordinal)
        && isCurrentLife(ordinal)
        && hasMajority();
  }

  boolean hasMajority() {
    long up = topology().members().keySet().stream().filter(this::isUp).count();
    return up * 2 > topology().members().size();
  }

  private boolean isUp(int ordinal) {
    Pod pod = pods.get(ordinal);
    return pod != null && pod.running && isCurrentLife(ordinal);
  }

  private void leave(int ordinal) {
    boolean another =
        topology().members().entrySet().stream()
            .anyMatch(entry -> entry.getKey() != ordinal && !entry.getValue().leaving());
    if (serves(ordinal) && another) {
      change(ordinal, topology().members().get(ordinal).intending(true));
    }
  }

  private void join(int ordinal) {
    if (serves(ordinal)) {
      change(ordinal, topology().members().get(ordinal).intending(false));
    }
  }

  // What the store does

  private void change(int ordinal, Member member) {
    TreeMap<Integer, Member> members = new TreeMap<>(topology().members());
    members.put(ordinal, member);
    commit(new Topology(members, topology().moving(), topology().outstanding()));
  }

  /** One member knows it at once, the others hear of it when they do. */
  private void commit(Topology next) {
    history.add(next);
    next.members().keySet().stream().filter(this::isUp).findFirst().ifPresent(this::hear);
  }

  private void hear(int ordinal) {
    Disk disk = pods.get(ordinal).claim.disk;
    disk.heard = history.size() - 1;
    disk.knowsRemoved = disk.life > 0 && !isCurrentLife(ordinal);
  }

  /** One thing that happens by itself; whether anything did. */
  boolean happen() {
    List<Runnable> possible = new ArrayList<>();
    controllerEvents(possible);
    pods.forEach((ordinal, pod) -> podEvents(ordinal, pod, possible));
    storeEvents(possible);
    if (possible.isEmpty()) {
      return false;
    }
    possible.get(random.nextInt(possible.size())).run();
    return true;
  }

  private void controllerEvents(List<Runnable> possible) {
    set.ifPresent(
        now -> {
          if (now.revision().isEmpty()) {
            possible.add(
                () ->
                    put(
                        new SetState(
                            now.replicas(),
                            now.template(),
                            now.template(),
                            now.restarting(),
                            true)));
            return;
          }
          for (int ordinal = 0; ordinal < now.replicas(); ordinal++) {
            int missing = ordinal;
            if (!pods.containsKey(ordinal)) {
              possible.add(() -> spawn(missing, now.revision()));
            }
          }
          pods.tailMap(now.replicas())
              .values()
              .forEach(
                  pod -> {
                    if (!pod.terminating) {
                      possible.add(() -> pod.terminating = true);
                    }
                  });
        });
  }

  private void spawn(int ordinal, String revision) {
    Claim claim = claims.computeIfAbsent(ordinal, key -> new Claim(id()));
    pods.put(ordinal, new Pod(id(), revision, claim));
  }

  private void podEvents(int ordinal, Pod pod, List<Runnable> possible) {
    if (pod.terminating) {
      possible.add(() -> end(ordinal));
      return;
    }
    boolean broken = brokenTemplates.contains(Integer.parseInt(pod.revision.substring(1)));
    if (!pod.running && !broken) {
      possible.add(() -> pod.running = true);
    }
    if (pod.running && pod.claim.disk.life > 0) {
      if (pod.claim.disk.heard < history.size() - 1 || !isCurrentLife(ordinal)) {
        if (!pod.claim.disk.knowsRemoved && hasMajority()) {
          possible.add(() -> hear(ordinal));
        }
      }
    }
    if (pod.running && pod.claim.disk.life == 0 && !history.isEmpty() && hasMajority()) {
      possible.add(() -> admit(ordinal, pod));
    }
  }

  private void end(int ordinal) {
    Pod gone = pods.remove(ordinal);
    if (gone.deletedByOperator) {
      pendingReturn.add(ordinal);
    }
  }

  private final Set<Integer> pendingReturn = new TreeSet<>();

  /**
   * A node with an empty disk becomes a member, or another life of the one it was; and ready, which
   * changes the status of the stateful set.
   */
  private void admit(int ordinal, Pod pod) {
    pod.claim.disk.life = ++ids;
    pod.claim.disk.heard = history.size() - 1;
    Member before = topology().members().get(ordinal);
    change(
        ordinal,
        before == null
            ? new Member(pod.claim.disk.life, 0, false)
            : new Member(pod.claim.disk.life, before.partitions(), before.leaving()));
    hear(ordinal);
    setVersion++;
  }

  private void storeEvents(List<Runnable> possible) {
    if (history.isEmpty()) {
      founding
          .filter(now -> !now.done() && allFoundersUp(now.founders()))
          .ifPresent(now -> possible.add(() -> found(now.founders())));
      return;
    }
    if (!hasMajority()) {
      return;
    }
    Topology now = topology();
    if (now.moving() >= 0) {
      possible.add(this::settle);
      return;
    }
    now.members()
        .forEach(
            (ordinal, member) -> {
              if (member.leaving() == (member.partitions() > 0)) {
                possible.add(() -> move(ordinal));
              } else if (member.leaving() && serves(ordinal)) {
                possible.add(() -> depart(ordinal));
              }
            });
  }

  private boolean allFoundersUp(int founders) {
    for (int ordinal = 0; ordinal < founders; ordinal++) {
      if (!pods.containsKey(ordinal) || !pods.get(ordinal).running) {
        return false;
      }
    }
    return true;
  }

  private void found(int founders) {
    TreeMap<Integer, Member> members = new TreeMap<>();
    for (int ordinal = 0; ordinal < founders; ordinal++) {
      long life = ++ids;
      pods.get(ordinal).claim.disk.life = life;
      members.put(ordinal, new Member(life, PARTITIONS / founders, false));
    }
    history.add(new Topology(members, -1, 0));
  }

  private void move(int ordinal) {
    commit(new Topology(topology().members(), ordinal, 7));
  }

  private void settle() {
    Topology now = topology();
    TreeMap<Integer, Member> members = new TreeMap<>(now.members());
    Member moved = members.get(now.moving());
    members.put(now.moving(), moved.owning(moved.partitions() > 0 ? 0 : PARTITIONS / 6));
    commit(new Topology(members, -1, 0));
  }

  private void depart(int ordinal) {
    TreeMap<Integer, Member> members = new TreeMap<>(topology().members());
    members.remove(ordinal);
    commit(new Topology(members, -1, 0));
  }

  // What goes wrong

  void mishap() {
    List<Integer> present = new ArrayList<>(pods.keySet());
    if (present.isEmpty()) {
      return;
    }
    int ordinal = present.get(random.nextInt(present.size()));
    Pod pod = pods.get(ordinal);
    switch (random.nextInt(4)) {
      case 0 -> pod.running = false;
      case 1 -> pod.terminating = true;
      case 2 -> scaleByHand();
      default -> pods.remove(ordinal);
    }
  }

  /** Somebody who does not know that there is an operator. */
  private void scaleByHand() {
    SetState now = set.orElseThrow();
    int replicas = Math.max(1, now.replicas() - 1);
    put(new SetState(replicas, now.template(), now.revision(), now.restarting(), true));
  }

  /** What the operator asks people to do: nodes that were removed begin with an empty disk. */
  void replaceVolumes() {
    for (int ordinal : List.copyOf(pods.keySet())) {
      if (pods.get(ordinal).claim.disk.knowsRemoved) {
        pods.remove(ordinal);
        claims.remove(ordinal);
      }
    }
  }

  /** Pods the operator took count against it until they serve again. */
  void account() {
    pods.forEach(
        (ordinal, pod) -> {
          if (pendingReturn.contains(ordinal)) {
            pod.deletedByOperator = true;
          }
          if (isReady(ordinal) && pendingReturn.remove(ordinal)) {
            pod.deletedByOperator = false;
          }
        });
  }

  @Override
  public String toString() {
    StringBuilder text = new StringBuilder();
    text.append(desired).append(set).append(founding).append(topology());
    pods.forEach(
        (ordinal, pod) ->
            text.append(
                "\n%d %s %s life %d heard %d of %d"
                    .formatted(
                        ordinal,
                        pod.revision,
                        pod.running ? "runs" : "down",
                        pod.claim.disk.life,
                        pod.claim.disk.heard,
                        history.size())));
    return text.toString();
  }

  boolean isAsDesired() {
    Map<Integer, Member> members = topology().members();
    return members.size() == desired.replicas()
        && pods.keySet().equals(members.keySet())
        && members.keySet().stream().allMatch(this::isReady)
        && members.values().stream().allMatch(member -> member.partitions() > 0)
        && pods.values().stream().allMatch(pod -> pod.revision.equals(desired.template()));
  }
}
