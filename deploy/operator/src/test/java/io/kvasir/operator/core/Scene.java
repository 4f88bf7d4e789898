package io.kvasir.operator.core;

import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;

/** A cluster as it is seen: healthy, but for what a test says. */
final class Scene {
  private static final String REVISION = "r1";

  /** What a node says. */
  private static final class Teller {
    boolean ready = true;
    boolean removed;
    boolean leadsTopology;
    int outstanding;
    int leads;
    int withoutMajority;
    final TreeMap<Integer, MemberState> members = new TreeMap<>();
    final TreeSet<Integer> leaving = new TreeSet<>();
    final TreeSet<String> strangers = new TreeSet<>();

    NodeView view() {
      return new NodeView(
          ready,
          true,
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

  private final TreeMap<Integer, PodState> pods = new TreeMap<>();
  private final TreeMap<Integer, ClaimState> claims = new TreeMap<>();
  private final TreeMap<Integer, Teller> tellers = new TreeMap<>();
  private FoundingState founding;
  private Optional<SetState> set;
  private int desired;
  private VolumePolicy policy = new VolumePolicy(false, false);

  private Scene(int nodes, boolean exists) {
    desired = nodes;
    founding = exists ? new FoundingState(nodes, true) : FoundingState.of(desiredState());
    set = exists ? Optional.of(new SetState(nodes, "t", REVISION, "", true)) : Optional.empty();
  }

  static Scene absent(int desired) {
    return new Scene(desired, false);
  }

  /** So many nodes, all well. */
  static Scene of(int nodes) {
    Scene scene = new Scene(nodes, true);
    for (int ordinal = 0; ordinal < nodes; ordinal++) {
      scene.pod(ordinal).claim(ordinal, true).tellers.put(ordinal, new Teller());
    }
    for (int ordinal = 0; ordinal < nodes; ordinal++) {
      scene.member(ordinal, new MemberState(50, true));
    }
    return scene;
  }

  Step next() {
    return Decider.next(seen());
  }

  Observed seen() {
    TreeMap<Integer, NodeView> views = new TreeMap<>();
    tellers.forEach((ordinal, teller) -> views.put(ordinal, teller.view()));
    return new Observed(desiredState(), founding, set, pods, claims, views);
  }

  private Desired desiredState() {
    return new Desired(desired, "t", policy);
  }

  Scene desire(int replicas) {
    desired = replicas;
    return this;
  }

  Scene founding() {
    founding = new FoundingState(founding.founders(), false);
    return this;
  }

  Scene deleting() {
    policy = new VolumePolicy(true, false);
    return this;
  }

  Scene replacing() {
    policy = new VolumePolicy(false, true);
    return this;
  }

  Scene replicas(int count) {
    set = Optional.of(new SetState(count, "t", REVISION, "", true));
    return this;
  }

  Scene revision(String revision) {
    set = Optional.of(new SetState(set.orElseThrow().replicas(), "t", revision, "", true));
    return this;
  }

  Scene foreign() {
    SetState now = set.orElseThrow();
    set = Optional.of(new SetState(now.replicas(), "other", now.revision(), "", false));
    return this;
  }

  Scene marked(int ordinal) {
    SetState now = set.orElseThrow();
    String uid = pods.get(ordinal).uid();
    set = Optional.of(new SetState(now.replicas(), now.template(), now.revision(), uid, true));
    return this;
  }

  Scene pod(int ordinal) {
    pods.put(ordinal, new PodState("p" + ordinal, "v", REVISION, true, false));
    return this;
  }

  Scene updated(int ordinal) {
    String revision = set.orElseThrow().revision();
    pods.put(ordinal, new PodState("q" + ordinal, "v", revision, true, false));
    return this;
  }

  Scene notReady(int ordinal) {
    PodState pod = pods.get(ordinal);
    pods.put(ordinal, new PodState(pod.uid(), "v", pod.revision(), false, false));
    return this;
  }

  Scene claim(int ordinal, boolean mounted) {
    claims.put(ordinal, new ClaimState("c" + ordinal, mounted, false));
    return this;
  }

  /** Its pod is there, and does not answer the operator. */
  Scene silent(int ordinal) {
    tellers.remove(ordinal);
    return this;
  }

  Scene without(int ordinal) {
    pods.remove(ordinal);
    return silent(ordinal);
  }

  Scene unready(int ordinal) {
    tellers.get(ordinal).ready = false;
    return this;
  }

  /** It was let go, and everybody knows it. */
  Scene removed(int ordinal) {
    forgotten(ordinal);
    Teller teller = tellers.get(ordinal);
    teller.members.put(ordinal, new MemberState(0, true));
    teller.removed = true;
    teller.ready = false;
    return this;
  }

  Scene forgotten(int ordinal) {
    tellers.keySet().forEach(teller -> forgottenBy(teller, ordinal));
    return this;
  }

  Scene forgottenBy(int teller, int ordinal) {
    tellers.get(teller).members.remove(ordinal);
    return this;
  }

  Scene remembered(int teller, int ordinal) {
    tellers.get(teller).members.put(ordinal, new MemberState(0, true));
    return this;
  }

  Scene partitions(int ordinal, int count) {
    return member(ordinal, new MemberState(count, true));
  }

  Scene unreachable(int ordinal) {
    return member(ordinal, new MemberState(50, false));
  }

  private Scene member(int ordinal, MemberState state) {
    tellers.values().forEach(teller -> teller.members.put(ordinal, state));
    return this;
  }

  Scene leaving(int ordinal) {
    tellers.values().forEach(teller -> teller.leaving.add(ordinal));
    return this;
  }

  Scene moving(int outstanding) {
    tellers.values().forEach(teller -> teller.outstanding = outstanding);
    return this;
  }

  Scene leads(int ordinal, int groups, boolean topology) {
    tellers.get(ordinal).leads = groups;
    tellers.get(ordinal).leadsTopology = topology;
    return this;
  }

  Scene withoutMajority(int ordinal, int groups) {
    tellers.get(ordinal).withoutMajority = groups;
    return this;
  }

  Scene stranger(String id) {
    tellers.values().forEach(teller -> teller.strangers.add(id));
    return this;
  }
}
