package io.kvasir.operator;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.javaoperatorsdk.operator.api.config.informer.InformerEventSourceConfiguration;
import io.javaoperatorsdk.operator.api.reconciler.Context;
import io.javaoperatorsdk.operator.api.reconciler.ControllerConfiguration;
import io.javaoperatorsdk.operator.api.reconciler.EventSourceContext;
import io.javaoperatorsdk.operator.api.reconciler.Reconciler;
import io.javaoperatorsdk.operator.api.reconciler.UpdateControl;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import io.javaoperatorsdk.operator.processing.event.source.EventSource;
import io.javaoperatorsdk.operator.processing.event.source.informer.InformerEventSource;
import io.kvasir.operator.api.ClusterStatus;
import io.kvasir.operator.api.KvasirCluster;
import io.kvasir.operator.core.Decider;
import io.kvasir.operator.core.Health;
import io.kvasir.operator.core.Step;
import io.kvasir.operator.kube.ClusterReader;
import io.kvasir.operator.kube.EventRecorder;
import io.kvasir.operator.kube.Labels;
import io.kvasir.operator.kube.Snapshot;
import io.kvasir.operator.kube.StatusManifest;
import io.kvasir.operator.kube.StepRunner;
import java.net.HttpURLConnection;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.logging.Level;
import java.util.logging.Logger;

/** Reads a cluster, takes one step, tells how it is; and again. Remembers nothing. */
@ControllerConfiguration(name = "kvasircluster", generationAwareEventProcessing = true)
public final class ClusterReconciler implements Reconciler<KvasirCluster> {
  private static final Logger LOG = Logger.getLogger(ClusterReconciler.class.getName());

  private final ClusterReader reader;
  private final StepRunner runner;
  private final EventRecorder events;
  private final Pace pace;
  private final Failpoint failpoint;

  /**
   * When a cluster is looked at again.
   *
   * @param acting after a step
   * @param waiting while something is under way
   * @param settled when all is as desired
   */
  public record Pace(Duration acting, Duration waiting, Duration settled) {
    static final Pace DEFAULT =
        new Pace(Duration.ofMillis(500), Duration.ofSeconds(2), Duration.ofSeconds(15));
  }

  public ClusterReconciler(
      ClusterReader reader,
      StepRunner runner,
      EventRecorder events,
      Pace pace,
      Failpoint failpoint) {
    this.reader = reader;
    this.runner = runner;
    this.events = events;
    this.pace = pace;
    this.failpoint = failpoint;
  }

  /** Pods that change are looked at at once. */
  @Override
  public List<EventSource<?, KvasirCluster>> prepareEventSources(
      EventSourceContext<KvasirCluster> context) {
    InformerEventSourceConfiguration<Pod> pods =
        InformerEventSourceConfiguration.from(Pod.class, KvasirCluster.class)
            .withLabelSelector(Labels.MANAGED_BY + "=" + Labels.OPERATOR)
            .withSecondaryToPrimaryMapper(ClusterReconciler::clusterOf)
            .build();
    return List.of(new InformerEventSource<>(pods, context));
  }

  private static Set<ResourceID> clusterOf(Pod pod) {
    Map<String, String> labels = pod.getMetadata().getLabels();
    String name = labels == null ? null : labels.get(Labels.INSTANCE);
    return name == null ? Set.of() : Set.of(new ResourceID(name, pod.getMetadata().getNamespace()));
  }

  @Override
  public UpdateControl<KvasirCluster> reconcile(
      KvasirCluster cluster, Context<KvasirCluster> context) {
    try {
      return step(cluster);
    } catch (KubernetesClientException e) {
      boolean conflict = e.getCode() == HttpURLConnection.HTTP_CONFLICT;
      LOG.log(Level.WARNING, e, () -> cluster.name() + ": once more");
      return UpdateControl.<KvasirCluster>noUpdate()
          .rescheduleAfter(conflict ? pace.acting() : pace.waiting());
    }
  }

  private UpdateControl<KvasirCluster> step(KvasirCluster cluster) {
    Snapshot snapshot = reader.read(cluster);
    Step step = Decider.next(snapshot.seen());
    runner.support(snapshot);
    failpoint.reach("before:" + step.name());
    runner.run(step, snapshot);
    failpoint.reach("after:" + step.name());
    tell(cluster, step);
    return status(cluster, snapshot, step);
  }

  private void tell(KvasirCluster cluster, Step step) {
    if (step.acts()) {
      LOG.info(() -> cluster.name() + ": " + step.describe());
      events.tell(cluster, false, step.name(), step.describe());
    }
  }

  private UpdateControl<KvasirCluster> status(KvasirCluster cluster, Snapshot snapshot, Step step) {
    Health health = Health.of(snapshot.seen(), step);
    int replicas = snapshot.set().map(set -> set.getSpec().getReplicas()).orElse(0);
    ClusterStatus status = StatusManifest.of(cluster, health, replicas, Instant.now());
    if (status.equals(cluster.getStatus())) {
      return UpdateControl.<KvasirCluster>noUpdate().rescheduleAfter(pause(step));
    }
    tellPhase(cluster, status, step);
    cluster.setStatus(status);
    return UpdateControl.patchStatus(cluster).rescheduleAfter(pause(step));
  }

  /** Once, when it comes to be. */
  private void tellPhase(KvasirCluster cluster, ClusterStatus status, Step step) {
    ClusterStatus before = cluster.getStatus();
    boolean isNew = before == null || !before.phase().equals(status.phase());
    if (isNew && step instanceof Step.Blocked blocked) {
      LOG.warning(() -> cluster.name() + ": " + blocked.message());
      events.tell(cluster, true, blocked.reason().name(), blocked.message());
    }
  }

  private Duration pause(Step step) {
    if (step.acts()) {
      return pace.acting();
    }
    return step instanceof Step.Settled ? pace.settled() : pace.waiting();
  }
}
