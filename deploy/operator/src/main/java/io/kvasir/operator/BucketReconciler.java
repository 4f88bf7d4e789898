package io.kvasir.operator;

import io.javaoperatorsdk.operator.api.reconciler.Cleaner;
import io.javaoperatorsdk.operator.api.reconciler.Context;
import io.javaoperatorsdk.operator.api.reconciler.ControllerConfiguration;
import io.javaoperatorsdk.operator.api.reconciler.DeleteControl;
import io.javaoperatorsdk.operator.api.reconciler.Reconciler;
import io.javaoperatorsdk.operator.api.reconciler.UpdateControl;
import io.kvasir.operator.api.BucketResourceStatus;
import io.kvasir.operator.api.KvasirBucket;
import io.kvasir.operator.core.bucket.BucketDecider;
import io.kvasir.operator.core.bucket.BucketSettings;
import io.kvasir.operator.core.bucket.BucketStep;
import io.kvasir.operator.kube.BucketManifest;
import io.kvasir.operator.kube.BucketManifest.Standing;
import io.kvasir.operator.kube.BucketManifest.Statement;
import io.kvasir.operator.kube.BucketReader;
import io.kvasir.operator.kube.EventRecorder;
import io.kvasir.operator.store.BucketStore;
import io.kvasir.operator.store.BucketStore.Outcome;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.logging.Logger;

/** Compares a bucket with its resource, takes one step, tells how it is; and again. */
@ControllerConfiguration(name = "kvasirbucket", generationAwareEventProcessing = true)
public final class BucketReconciler implements Reconciler<KvasirBucket>, Cleaner<KvasirBucket> {
  private static final Logger LOG = Logger.getLogger(BucketReconciler.class.getName());

  private final BucketReader reader;
  private final BucketStore store;
  private final EventRecorder events;
  private final ClusterReconciler.Pace pace;
  private final Failpoint failpoint;

  public BucketReconciler(
      BucketReader reader,
      BucketStore store,
      EventRecorder events,
      ClusterReconciler.Pace pace,
      Failpoint failpoint) {
    this.reader = reader;
    this.store = store;
    this.events = events;
    this.pace = pace;
    this.failpoint = failpoint;
  }

  /** What is told, and when it is looked at again. */
  private record Verdict(Statement statement, Duration pause) {}

  @Override
  public UpdateControl<KvasirBucket> reconcile(KvasirBucket bucket, Context<KvasirBucket> context) {
    Verdict verdict = step(bucket);
    BucketResourceStatus status = BucketManifest.status(bucket, verdict.statement(), Instant.now());
    if (status.equals(bucket.getStatus())) {
      return UpdateControl.<KvasirBucket>noUpdate().rescheduleAfter(verdict.pause());
    }
    bucket.setStatus(status);
    return UpdateControl.patchStatus(bucket).rescheduleAfter(verdict.pause());
  }

  private Verdict step(KvasirBucket bucket) {
    Optional<KvasirBucket> older = reader.older(bucket);
    if (older.isPresent()) {
      String text = "%s is for this bucket already".formatted(older.get().name());
      return new Verdict(new Statement(Standing.False, "Duplicate", text), pace.settled());
    }
    if (reader.cluster(bucket).isEmpty()) {
      String text = "there is no KvasirCluster %s".formatted(bucket.getSpec().cluster());
      return new Verdict(new Statement(Standing.False, "NoCluster", text), pace.waiting());
    }
    List<URI> nodes = reader.nodes(bucket);
    BucketSettings desired = BucketManifest.settings(bucket.getSpec());
    String name = bucket.bucket();
    return switch (BucketDecider.next(desired, store.read(nodes, name))) {
      case BucketStep.Create(var settings) -> {
        failpoint.reach("before:Create");
        Outcome outcome = store.create(nodes, name, settings);
        failpoint.reach("after:Create");
        yield told(bucket, outcome, "Create", "makes the bucket " + name);
      }
      case BucketStep.Change(var change) -> {
        Outcome outcome = store.change(nodes, name, change);
        yield told(bucket, outcome, "Change", "changes " + change.describe());
      }
      case BucketStep.Blocked(var differences) -> new Verdict(fixed(differences), pace.settled());
      case BucketStep.Settled() ->
          new Verdict(
              new Statement(Standing.True, "AsDesired", "it is as desired"), pace.settled());
      case BucketStep.Wait() -> new Verdict(notReached(), pace.waiting());
      case BucketStep.Drop() -> throw new IllegalStateException("nobody asked for its end");
    };
  }

  private static Statement fixed(List<String> differences) {
    String text =
        "the bucket's %s, and that is fixed; nothing is changed"
            .formatted(String.join("; its ", differences));
    return new Statement(Standing.False, "CannotChange", text);
  }

  private static Statement notReached() {
    return new Statement(Standing.Unknown, "NotReached", "no node of the cluster answers");
  }

  /** Whether it is done shows when it is read again. */
  private Verdict told(KvasirBucket bucket, Outcome outcome, String step, String text) {
    return switch (outcome) {
      case Outcome.Done() -> {
        LOG.info(() -> bucket.name() + ": " + text);
        events.tell(bucket, false, step, text);
        yield new Verdict(new Statement(Standing.False, step, text), pace.acting());
      }
      case Outcome.Refused(String why) ->
          new Verdict(new Statement(Standing.False, "Refused", why), pace.settled());
      case Outcome.Unknown(String why) ->
          new Verdict(new Statement(Standing.Unknown, "NotReached", why), pace.waiting());
    };
  }

  /** The bucket goes by policy only, and only if it is the one described. */
  @Override
  public DeleteControl cleanup(KvasirBucket bucket, Context<KvasirBucket> context) {
    boolean stays =
        !bucket.getSpec().dropsBucket()
            || reader.older(bucket).isPresent()
            || reader.cluster(bucket).isEmpty();
    return stays ? DeleteControl.defaultDelete() : end(bucket);
  }

  private DeleteControl end(KvasirBucket bucket) {
    List<URI> nodes = reader.nodes(bucket);
    String name = bucket.bucket();
    BucketSettings desired = BucketManifest.settings(bucket.getSpec());
    return switch (BucketDecider.end(desired, store.read(nodes, name))) {
      case BucketStep.Drop() -> {
        failpoint.reach("before:Drop");
        Outcome outcome = store.drop(nodes, name);
        failpoint.reach("after:Drop");
        LOG.info(() -> "%s: drops the bucket %s: %s".formatted(bucket.name(), name, outcome));
        yield DeleteControl.noFinalizerRemoval().rescheduleAfter(pace.acting());
      }
      case BucketStep.Blocked(var differences) -> {
        events.tell(bucket, true, "Kept", fixed(differences).message());
        yield DeleteControl.defaultDelete();
      }
      case BucketStep.Settled() -> DeleteControl.defaultDelete();
      default -> DeleteControl.noFinalizerRemoval().rescheduleAfter(pace.waiting());
    };
  }
}
