package io.kvasir.operator.kube;

import io.fabric8.kubernetes.api.model.EventBuilder;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.logging.Level;
import java.util.logging.Logger;

/** Tells what was done with a cluster or bucket, where {@code kubectl describe} shows it. */
public final class EventRecorder {
  private static final Logger LOG = Logger.getLogger(EventRecorder.class.getName());

  private final KubernetesClient client;

  public EventRecorder(KubernetesClient client) {
    this.client = client;
  }

  /** Does its best; that an event is lost changes nothing. */
  public void tell(HasMetadata about, boolean warning, String reason, String message) {
    String name = about.getMetadata().getName();
    String namespace = about.getMetadata().getNamespace();
    String now = Instant.now().truncatedTo(ChronoUnit.SECONDS).toString();
    try {
      client
          .v1()
          .events()
          .inNamespace(namespace)
          .resource(
              new EventBuilder()
                  .withNewMetadata()
                  .withGenerateName(name + "-")
                  .withNamespace(namespace)
                  .endMetadata()
                  .withNewInvolvedObject()
                  .withApiVersion(about.getApiVersion())
                  .withKind(about.getKind())
                  .withName(name)
                  .withNamespace(namespace)
                  .withUid(about.getMetadata().getUid())
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
      LOG.log(Level.WARNING, e, () -> "an event of " + name + " is lost");
    }
  }
}
