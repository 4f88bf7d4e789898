package io.kvasir.core.bucket;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

class BucketNameTest {
  @Test
  void takesOneToSixtyFourOfItsCharacters() {
    for (String name : List.of("a", "A.b_c-9", "...", "x".repeat(64))) {
      assertThat(BucketName.isValid(name)).as(name).isTrue();
      assertThat(new BucketName(name)).hasToString(name);
    }
  }

  @Test
  void refusesAllOther() {
    for (String name :
        List.of("", "a b", "a/b", "a:b", "a\n", "é", "a\0", ".", "..", "x".repeat(65))) {
      assertThat(BucketName.isValid(name)).as(name).isFalse();
      assertThatThrownBy(() -> new BucketName(name)).isInstanceOf(IllegalArgumentException.class);
    }
  }

  @Test
  void namesThatStartWithTwoUnderscoresAreTheSystems() {
    assertThat(new BucketName("__default_lww__").isSystem()).isTrue();
    assertThat(new BucketName("_mine").isSystem()).isFalse();
  }
}
