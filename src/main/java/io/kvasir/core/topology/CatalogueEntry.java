package io.kvasir.core.topology;

import io.kvasir.core.bucket.BucketId;
import io.kvasir.core.bucket.BucketSpec;
import io.kvasir.core.node.NodeId;
import io.kvasir.core.time.HybridTimestamp;

/**
 * What is known of one bucket's latest life. Of two entries for one name, the later generation
 * stands; within a generation the first creation, since a bucket in use must not be changed by one
 * who had not seen it; and a drop is final for its generation, and tells which creation it ended.
 * Creations stamped alike, as the system's own by different releases, are told apart by their text,
 * so that all nodes agree.
 *
 * @param stamp when it was created
 * @param creator the node that created it
 */
public record CatalogueEntry(
    BucketId id, BucketSpec spec, HybridTimestamp stamp, NodeId creator, boolean dropped) {

  CatalogueEntry asDropped() {
    return new CatalogueEntry(id, spec, stamp, creator, true);
  }

  /** Which of two entries for one name stands; commutative, associative, idempotent. */
  CatalogueEntry join(CatalogueEntry other) {
    if (id.generation() != other.id.generation()) {
      return id.generation() > other.id.generation() ? this : other;
    }
    if (dropped != other.dropped) {
      return dropped ? this : other;
    }
    return isCreatedBefore(other) ? this : other;
  }

  /** Whether both speak of the same creation. */
  boolean isSameCreation(CatalogueEntry other) {
    return id.equals(other.id) && stamp.equals(other.stamp) && creator.equals(other.creator);
  }

  /** This entry as one line of text; equal entries give equal lines, on every node. */
  String canonical() {
    return String.join(
        "|",
        id.name().value(),
        Integer.toString(id.generation()),
        spec.type().label(),
        spec.consistency().write().toString(),
        spec.consistency().read().toString(),
        Integer.toString(spec.replicas()),
        stamp.toString(),
        creator.value(),
        Boolean.toString(dropped) + '\n');
  }

  private boolean isCreatedBefore(CatalogueEntry other) {
    int order = stamp.compareTo(other.stamp);
    if (order == 0) {
      order = creator.compareTo(other.creator);
    }
    if (order == 0) {
      order = asDropped().canonical().compareTo(other.asDropped().canonical());
    }
    return order <= 0;
  }
}
