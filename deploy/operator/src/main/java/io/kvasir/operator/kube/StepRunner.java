package io.kvasir.operator.kube;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.fabric8.kubernetes.api.model.apps.StatefulSetBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.kvasir.operator.core.Step;
import io.kvasir.operator.store.StoreWriter;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * Carries steps out. Each change of the API server names the version of what it was decided on, and
 * fails with a conflict when that has changed since.
 */
public final class StepRunner {
  private final KubernetesClient client;
  private final StoreWriter store;

  public StepRunner(KubernetesClient client, StoreWriter store) {
    this.client = client;
    this.store = store;
  }

  /** Services, the budget of disruptions, and what nodes are told when they start. */
  public void support(Snapshot snapshot) {
    for (HasMetadata each : ServiceManifests.of(snapshot.cluster())) {
      client.resource(each).fieldManager(Labels.OPERATOR).serverSideApply();
    }
    if (snapshot.founding().isEmpty()) {
      client.resource(FoundingConfig.of(snapshot.cluster(), snapshot.seen().founding())).create();
    }
  }

  public void run(Step step, Snapshot snapshot) {
    switch (step) {
      case Step.CreateSet(int replicas) ->
          client.resource(SetManifest.of(snapshot.cluster(), replicas)).create();
      case Step.UpdateTemplate() ->
          update(SetManifest.retemplated(snapshot.cluster(), set(snapshot)));
      case Step.CloseFounding() ->
          snapshot
              .founding()
              .map(config -> FoundingConfig.closed(snapshot.cluster(), config))
              .ifPresent(this::update);
      case Step.SetReplicas(int from, int to) -> scale(snapshot, to);
      case Step.Leave(int ordinal) -> address(snapshot, ordinal).ifPresent(store::leave);
      case Step.Join(int ordinal) -> address(snapshot, ordinal).ifPresent(store::join);
      case Step.MarkRestart(int ordinal, String uid) -> mark(set(snapshot), uid);
      case Step.RestartPod(int ordinal, String uid, String version) ->
          delete(Objects.requireNonNull(snapshot.pods().get(ordinal)));
      case Step.DeleteClaim(int ordinal, String uid) ->
          deleteUnlessMounted(Objects.requireNonNull(snapshot.claims().get(ordinal)));
      case Step.Wait wait -> {}
      case Step.Blocked blocked -> {}
      case Step.Settled settled -> {}
    }
  }

  private static StatefulSet set(Snapshot snapshot) {
    return snapshot.set().orElseThrow();
  }

  private static Optional<URI> address(Snapshot snapshot, int ordinal) {
    return Optional.ofNullable(snapshot.addresses().get(ordinal));
  }

  /** A node that is to come is listed before it starts. */
  private void scale(Snapshot snapshot, int replicas) {
    snapshot
        .founding()
        .flatMap(config -> FoundingConfig.listing(snapshot.cluster(), config, replicas))
        .ifPresent(this::update);
    update(
        new StatefulSetBuilder(set(snapshot)).editSpec().withReplicas(replicas).endSpec().build());
  }

  private void mark(StatefulSet set, String uid) {
    update(
        new StatefulSetBuilder(set)
            .editMetadata()
            .addToAnnotations(Map.of(SetManifest.RESTARTING, uid))
            .endMetadata()
            .build());
  }

  private void update(HasMetadata changed) {
    client
        .resource(changed)
        .lockResourceVersion(changed.getMetadata().getResourceVersion())
        .update();
  }

  /** Should a pod come in between, the API server keeps the claim until that is gone. */
  private void deleteUnlessMounted(PersistentVolumeClaim claim) {
    List<Pod> pods =
        client.pods().inNamespace(claim.getMetadata().getNamespace()).list().getItems();
    if (!ClusterReader.mounted(pods).contains(claim.getMetadata().getName())) {
      delete(claim);
    }
  }

  private void delete(HasMetadata decidedOn) {
    client
        .resource(decidedOn)
        .lockResourceVersion(decidedOn.getMetadata().getResourceVersion())
        .delete();
  }
}
