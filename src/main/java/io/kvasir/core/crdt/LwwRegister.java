package io.kvasir.core.crdt;

import io.kvasir.core.bucket.DataType;
import io.kvasir.core.bucket.Value;
import io.kvasir.core.node.Actor;
import io.kvasir.core.time.HybridTimestamp;
import java.util.Optional;

/**
 * A last-writer-wins register: the write with the greater stamp stays; of equal stamps the greater
 * writer. A delete is a write of nothing (Shapiro et al., INRIA RR-7506, specification 8).
 *
 * @param value empty after a delete, and in {@link #BOTTOM}
 */
public record LwwRegister(HybridTimestamp stamp, Actor writer, Optional<Value> value)
    implements Crdt {
  public static final LwwRegister BOTTOM =
      new LwwRegister(HybridTimestamp.ZERO, new Actor(0), Optional.empty());

  public LwwRegister join(LwwRegister other) {
    int order = stamp.compareTo(other.stamp);
    if (order == 0) {
      order = writer.compareTo(other.writer);
    }
    return order >= 0 ? this : other;
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
