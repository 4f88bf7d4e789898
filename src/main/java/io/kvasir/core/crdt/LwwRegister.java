package io.kvasir.core.crdt;

import io.kvasir.core.bucket.DataType;
import io.kvasir.core.bucket.Value;
import io.kvasir.core.causality.CausalContext;
import io.kvasir.core.causality.DotSet;
import io.kvasir.core.node.Actor;
import io.kvasir.core.time.HybridTimestamp;
import java.util.Optional;

/**
 * A last-writer-wins register: the write with the greater stamp stays; of equal stamps the greater
 * writer. A delete is a write of nothing (Shapiro et al., INRIA RR-7506, specification 8). A write
 * whose time was up is erased: stamp and writer stay, so that it overrules what it did before, and
 * nothing else does less than before.
 *
 * @param value empty after a delete, when it was erased, and in {@link #BOTTOM}
 * @param endMillis when the value ends, {@link Expiry#NEVER} when it does not
 */
public record LwwRegister(
    HybridTimestamp stamp, Actor writer, Optional<Value> value, long endMillis) implements Crdt {
  public static final LwwRegister BOTTOM =
      new LwwRegister(HybridTimestamp.ZERO, new Actor(0), Optional.empty());

  public LwwRegister {
    if (endMillis < 0) {
      throw new IllegalArgumentException("an end before 1970: " + endMillis);
    }
  }

  /** A write that does not end. */
  public LwwRegister(HybridTimestamp stamp, Actor writer, Optional<Value> value) {
    this(stamp, writer, value, Expiry.NEVER);
  }

  public LwwRegister join(LwwRegister other) {
    int order = stamp.compareTo(other.stamp);
    if (order == 0) {
      order = writer.compareTo(other.writer);
    }
    if (order == 0) {
      order = Boolean.compare(other.isPresent(), isPresent());
    }
    return order >= 0 ? this : other;
  }

  /** Whether both are of one write. */
  public boolean isSameWriteAs(LwwRegister other) {
    return stamp.equals(other.stamp) && writer.equals(other.writer);
  }

  @Override
  public CausalContext context() {
    return CausalContext.EMPTY;
  }

  @Override
  public LwwRegister under(CausalContext other) {
    return this;
  }

  @Override
  public DotSet dots() {
    return DotSet.EMPTY;
  }

  @Override
  public Expiry expiry() {
    return new Expiry(stamp, writer, endMillis, 0, 0);
  }

  @Override
  public LwwRegister expiring(Expiry other) {
    return this;
  }

  @Override
  public Slice erased() {
    return Slice.whole(new LwwRegister(stamp, writer, Optional.empty()));
  }

  @Override
  public DataType type() {
    return DataType.LWW_REGISTER;
  }

  @Override
  public boolean isPresent() {
    return value.isPresent();
  }
}
