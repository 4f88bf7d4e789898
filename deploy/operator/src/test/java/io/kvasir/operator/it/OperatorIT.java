package io.kvasir.operator.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.apps.StatefulSetBuilder;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/**
 * Clusters that are founded, grow, shrink and roll, and what becomes of them when things go wrong.
 */
class OperatorIT extends LiveTest {
  private static final List<String> SHRINKING =
      List.of(
          "before:Leave:1",
          "after:Leave:1",
          "before:SetReplicas:1",
          "after:SetReplicas:1",
          "before:DeleteClaim:1",
          "after:DeleteClaim:1");

  // Tests

  @Test
  void growsShrinksAndRollsUnderWriteLoad() throws Exception {
    create(3, "image: kvasir:1", "whenScaled: Delete");
    awaitSettled(3);
    makeBuckets();
    try (WriteLoad load = new WriteLoad(() -> kubelet.addresses(), List.of("conv", "lin"))) {
      scale(5);
      awaitSettled(5);
      scale(3);
      awaitSettled(3);
      assertThat(claims()).containsExactly("data-kv-0", "data-kv-1", "data-kv-2");
      Map<String, String> before = uids();
      edit("image: kvasir:2");
      awaitRolled("kvasir:2");
      assertThat(uids().values()).doesNotContainAnyElementsOf(before.values());

      List<String> lost = load.stopAndFindLost();
      System.out.printf(
          "3 to 5 to 3 nodes and a roll: %d writes, %d cured by one retry, %d failed, %d lost%n",
          load.writes.get(), load.cured.get(), load.failed.size(), lost.size());
      printEvents();
      assertThat(lost).isEmpty();
      assertThat(load.failed).isEmpty();
    }
  }

  @Test
  void theEndIsTheSameWhereverTheOperatorIsKilled() {
    create(1, "image: kvasir:1", "whenScaled: Delete");
    awaitSettled(1);
    for (String growing : List.of("before:SetReplicas:1", "after:SetReplicas:1")) {
      killedAt(growing, () -> scale(2));
      awaitSettled(2);
      scale(1);
      awaitSettled(1);
    }
    for (String shrinking : SHRINKING) {
      scale(2);
      awaitSettled(2);
      killedAt(shrinking, () -> scale(1));
      awaitSettled(1);
      assertThat(claims()).containsExactly("data-kv-0");
    }
    int image = 2;
    for (String place :
        List.of(
            "before:UpdateTemplate:1",
            "after:UpdateTemplate:1",
            "before:MarkRestart:1",
            "after:MarkRestart:1",
            "before:RestartPod:1",
            "after:RestartPod:1")) {
      String next = "image: kvasir:" + image++;
      killedAt(place, () -> edit(next));
      awaitRolled(next.substring(7));
    }
  }

  @Test
  void aFoundingGoesOnWhereverTheOperatorIsKilled() {
    for (String place :
        List.of(
            "before:CreateSet:1",
            "after:CreateSet:1",
            "before:CloseFounding:1",
            "after:CloseFounding:1")) {
      killedAt(place, () -> create(3, "image: kvasir:1", "whenDeleted: Delete"));
      awaitSettled(3);
      deleteClusters();
      Await.until(LONG, () -> "claims stay: " + claims(), () -> claims().isEmpty());
    }
  }

  @Test
  void aSpecFlippedBackInADrainEndsWithAllNodes() {
    create(3, "image: kvasir:1", "whenScaled: Delete");
    awaitSettled(3);
    killedAt("after:Leave:1", () -> scale(2));
    scale(3);
    awaitSettled(3);
    killedAt("before:SetReplicas:1", () -> scale(2));
    scale(3);
    awaitSettled(3);
  }

  @Test
  void anOldVolumeIsReportedAndReplacedByPolicy() {
    create(2, "image: kvasir:1", "whenScaled: Retain");
    awaitSettled(2);
    scale(1);
    awaitSettled(1);
    assertThat(claims()).containsExactly("data-kv-0", "data-kv-1");
    String old = claimUid("data-kv-1");

    scale(2);
    await("an old volume is not reported", () -> isTrue("Degraded", "OldVolume"));
    assertThat(pods()).hasSize(1);
    edit("whenReused: Replace");
    awaitSettled(2);

    assertThat(claimUid("data-kv-1")).isNotEqualTo(old);
  }

  @Test
  void aRemovedNodeThatIsStartedOnItsDiskIsReported() {
    create(2, "image: kvasir:1", "whenScaled: Retain");
    awaitSettled(2);
    scale(1);
    awaitSettled(1);

    client.apps().statefulSets().inNamespace(namespace).withName(NAME).scale(2);
    await("its pod does not go again", () -> replicas() == 1 && pods().size() == 1);
    awaitSettled(1);
    assertThat(claims()).containsExactly("data-kv-0", "data-kv-1");
  }

  @Test
  void aMemberWhoseReplicasWereTakenComesBack() {
    create(3, "image: kvasir:1", "whenScaled: Delete");
    awaitSettled(3);

    client.apps().statefulSets().inNamespace(namespace).withName(NAME).scale(2);
    await("no pod goes", () -> events("SetReplicas") > 0);
    awaitSettled(3);

    assertThat(claims()).hasSize(3);
  }

  @Test
  void aBrokenImageStopsAtOneNodeAndIsTakenBack() {
    create(3, "image: kvasir:1", "whenScaled: Delete");
    awaitSettled(3);

    edit("image: kvasir:broken");
    await("the roll does not begin", () -> pods().stream().anyMatch(OperatorIT::isBroken));
    await("one node is not missed", () -> isTrue("Degraded", "NotReady"));
    assertThat(pods().stream().filter(OperatorIT::isBroken)).hasSize(1);
    assertThat(condition("Ready").getStatus()).isEqualTo("True");
    edit("image: kvasir:3");

    awaitRolled("kvasir:3");
  }

  @Test
  void aLostMajorityIsReportedAndNothingDone() {
    create(3, "image: kvasir:1", "whenScaled: Delete");
    awaitSettled(3);
    edit("image: kvasir:broken");
    await("the roll does not begin", () -> pods().stream().anyMatch(OperatorIT::isBroken));
    Pod second = pods().stream().filter(pod -> !isBroken(pod)).findFirst().orElseThrow();
    client.resource(second).delete();
    await("it is not reported", () -> isTrue("QuorumLost", "QuorumLost"));
    scale(2);
    assertThat(status().phase()).isEqualTo("QuorumLost");
    assertThat(replicas()).isEqualTo(3);

    edit("image: kvasir:3");
    awaitSettled(2);
  }

  @Test
  void aSetOfSomebodyElseIsLeftAlone() {
    Map<String, String> other = Map.of("app", "other");
    client
        .resource(
            new StatefulSetBuilder()
                .withNewMetadata()
                .withName(NAME)
                .withNamespace(namespace)
                .endMetadata()
                .withNewSpec()
                .withReplicas(0)
                .withServiceName(NAME)
                .withNewSelector()
                .withMatchLabels(other)
                .endSelector()
                .withNewTemplate()
                .withNewMetadata()
                .withLabels(other)
                .endMetadata()
                .withNewSpec()
                .addNewContainer()
                .withName("main")
                .withImage("other")
                .endContainer()
                .endSpec()
                .endTemplate()
                .endSpec()
                .build())
        .create();
    create(3, "image: kvasir:1", "whenScaled: Delete");
    await(
        "it is not reported",
        () -> status() != null && status().conditions() != null && isTrue("Degraded", "NotOwned"));
    assertThat(replicas()).isZero();
  }

  @Test
  void nonsenseIsRefusedByTheApiServer() {
    for (String nonsense :
        List.of(
            "replicas: 0",
            "replicas: 65",
            "image: ''",
            "config: { 'kvasir.node.id': x }",
            "config: { 'kvasir.storage.mode': memory }",
            "config: { 'server.port': '1' }",
            "storage: { size: nothing }",
            "storage: { whenScaled: Never }")) {
      assertThatThrownBy(() -> apply(1, nonsense)).as(nonsense).isInstanceOf(KvasirRefused.class);
    }
  }

  @Test
  void whatIsFixedStays() {
    create(1, "image: kvasir:1", "config: { 'kvasir.cluster.partitions': '64' }");
    awaitSettled(1);
    for (String change :
        List.of("config: { 'kvasir.cluster.partitions': '128' }", "storage: { size: 20Gi }")) {
      assertThatThrownBy(() -> edit(change)).as(change).isInstanceOf(KvasirRefused.class);
    }
  }

  private static void makeBuckets() throws IOException, InterruptedException {
    post("/buckets", "{\"name\":\"conv\",\"type\":\"lww\",\"consistency\":\"consistent\"}");
    post("/buckets", "{\"name\":\"lin\",\"consistency\":\"linearizable\"}");
  }
}
