package io.kvasir.core.crdt;

import static org.assertj.core.api.Assertions.assertThat;

import io.kvasir.core.bucket.Value;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** All writes ever seen; the one with the greatest stamp counts. */
record NaiveRegister(List<LwwRegister> writes) implements Naive {
  static final NaiveRegister EMPTY = new NaiveRegister(List.of());

  private static final Comparator<LwwRegister> BY_STAMP =
      Comparator.<LwwRegister>comparingLong(write -> write.stamp().millis())
          .thenComparingInt(write -> write.stamp().logical())
          .thenComparing((a, b) -> Long.compareUnsigned(a.writer().id(), b.writer().id()));

  @Override
  public Naive write(int actor, Operation operation, Optional<Naive> seen, Crdt delta) {
    LwwRegister written = (LwwRegister) delta;
    Optional<Value> value =
        operation instanceof Operation.Put put ? Optional.of(put.value()) : Optional.empty();
    assertThat(written.value()).isEqualTo(value);
    assertThat(writes).allMatch(each -> each.stamp().compareTo(written.stamp()) < 0);
    return new NaiveRegister(List.of(written));
  }

  @Override
  public Naive join(Naive other) {
    List<LwwRegister> all = new ArrayList<>(writes);
    all.addAll(((NaiveRegister) other).writes);
    return new NaiveRegister(all.stream().distinct().toList());
  }

  @Override
  public Naive shown() {
    return this;
  }

  @Override
  public void agreesWith(Crdt state) {
    Optional<Value> expected = writes.stream().max(BY_STAMP).flatMap(LwwRegister::value);
    assertThat(((LwwRegister) state).value()).isEqualTo(expected);
    assertThat(state.isPresent()).isEqualTo(expected.isPresent());
  }
}
