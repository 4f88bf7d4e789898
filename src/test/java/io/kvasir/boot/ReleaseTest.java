package io.kvasir.boot;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ReleaseTest {
  @Test
  void saysTheCommitOnlyWhenItIsKnown() {
    String runtime = System.getProperty("java.vm.name") + ' ' + System.getProperty("java.version");

    assertThat(new Release("1.2.3", "abc1234").line())
        .isEqualTo("kvasir 1.2.3 (abc1234), " + runtime);
    assertThat(new Release("1.2.3", "").line()).isEqualTo("kvasir 1.2.3, " + runtime);
  }

  @Test
  void knowsWhatWasBuilt() {
    assertThat(Release.BUILT.version()).isNotEmpty();
  }
}
