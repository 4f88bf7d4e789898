package io.kvasir.core.bucket;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

class KeyTest {
  @Test
  void takesAnyTextOfAtLeastOneCharacter() {
    for (String text : List.of("a", "/", "\"", ":", "\n", "\0", "é", "🐎")) {
      assertThat(new Key(text).value()).isEqualTo(text);
    }
    assertThatThrownBy(() -> new Key("")).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void countsItsLengthInUtf8() {
    assertThat(new Key("aé🐎").utf8Bytes()).isEqualTo(1 + 2 + 4);
    assertThat(new Element("").utf8Bytes()).isZero();
    assertThat(new Element("é").utf8Bytes()).isEqualTo(2);
  }

  @Test
  void entriesAreOrderedByBucketThenKey() {
    BucketId first = new BucketId(new BucketName("a"), 0);
    BucketId reborn = new BucketId(new BucketName("a"), 1);
    BucketId second = new BucketId(new BucketName("a.b"), 0);

    assertThat(
            List.of(entry(second, "a"), entry(reborn, "a"), entry(first, "b"), entry(first, "a")))
        .isSortedAccordingTo((x, y) -> y.compareTo(x));
  }

  private static EntryKey entry(BucketId bucket, String key) {
    return new EntryKey(bucket, new Key(key));
  }
}
