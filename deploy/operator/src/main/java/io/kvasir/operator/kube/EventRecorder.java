package io.kvasir.operator.kube;

import io.fabric8.kubernetes.api.model.EventBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.kvasir.operator.api.KvasirCluster;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.logging.Level;
import java.util.logging.Logger;

/** Tells what was done with a cluster, where {@code kubectl describe} shows it. */
public final class EventRecorder {
  private static final Logger LOG = Logger.getLogger(EventRecorder.class.getName());

  private final KubernetesClient client;

  public EventRecorder(KubernetesClient client) {
    this.client = client;
  }

  /** Does its best; that an event is lost changes nothing. */
  public void tell(KvasirCluster cluster, boolean warning, String reason, String message) {
    String now = Instant.now().truncatedTo(ChronoUnit.SECONDS).toString();
    try {
      client
          .v1()
          .events()
          .inNamespace(cluster.namespace())
          .resource(
              new EventBuilder()
                  .withNewMetadata()
                  .withGenerateName(cluster.name() + "-")
                  .withNamespace(cluster.namespace())
                  .endMetadata()
                  .withNewInvolvedObject()
                  .withApiVersion(cluster.getApiVersion())
                  .withKind(cluster.getKind())
                  .withName(cluster.name())
                  .withNamespace(cluster.namespace())
                  .withUid(cluster.getMetadata().getUid())
                  .endInvolvedObject()
                  .withType(warning ? "Warning" : "Normal")
                  .withReason(reason)
                  .withMessage(message)
                  .withFirstTimestamp(now)
                  .withLastTimestamp(now)
                  .withCount(1)
                  .withReportingComponent(Labels.OPERATOR)
                  .withReportingInstance(Labels.OPERATOR)
                  .withNewSource()
                  .withComponent(Labels.OPERATOR)
                  .endSource()
                  .build())
          .create();
    } catch (KubernetesClientException e) {
      LOG.log(Level.WARNING, e, () -> "an event of " + cluster.name() + " is lost");
    }
  }
}
