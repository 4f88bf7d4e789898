package io.kvasir.core.bucket;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kvasir.core.bucket.Consistency.Preset;
import org.junit.jupiter.api.Test;

class BucketSpecTest {
  @Test
  void presetsScaleWithTheNumberOfReplicas() {
    assertQuorums(Preset.EVENTUAL, 3, 1, 1);
    assertQuorums(Preset.SESSION, 3, 2, 1);
    assertQuorums(Preset.CONSISTENT, 3, 2, 2);
    assertQuorums(Preset.PARANOID, 3, 3, 3);
    assertQuorums(Preset.CONSISTENT, 1, 1, 1);
    assertQuorums(Preset.CONSISTENT, 2, 2, 2);
    assertQuorums(Preset.CONSISTENT, 4, 3, 3);
    assertQuorums(Preset.CONSISTENT, 5, 3, 3);
    assertQuorums(Preset.PARANOID, 5, 5, 5);
  }

  private static void assertQuorums(Consistency consistency, int replicas, int write, int read) {
    BucketSpec spec = new BucketSpec(DataType.LWW_REGISTER, consistency, replicas);

    assertThat(spec.writeQuorum()).as("W of %s", spec).isEqualTo(write);
    assertThat(spec.readQuorum()).as("R of %s", spec).isEqualTo(read);
  }

  @Test
  void everyMajorityMeetsEveryOther() {
    for (int n = 1; n <= 9; n++) {
      assertThat(2 * new Quorum.Majority().of(n)).isGreaterThan(n);
      assertThat(2 * (new Quorum.Majority().of(n) - 1)).isLessThanOrEqualTo(n);
    }
  }

  @Test
  void refusesQuorumsThatCannotBeReached() {
    Consistency explicit = new Consistency.Explicit(new Quorum.Exactly(4), new Quorum.Exactly(1));

    assertThatThrownBy(() -> new BucketSpec(DataType.PN_COUNTER, explicit, 3))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new BucketSpec(DataType.PN_COUNTER, Preset.EVENTUAL, 0))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new Quorum.Exactly(0)).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void labelsFindWhatTheyName() {
    for (Preset preset : Preset.values()) {
      assertThat(Preset.ofLabel(preset.label())).contains(preset);
    }
    for (DataType type : DataType.values()) {
      assertThat(DataType.ofLabel(type.label())).contains(type);
    }
    assertThat(Preset.ofLabel("EVENTUAL")).isEmpty();
    assertThat(DataType.ofLabel("")).isEmpty();
  }
}
