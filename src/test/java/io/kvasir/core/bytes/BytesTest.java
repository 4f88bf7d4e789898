package io.kvasir.core.bytes;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;

class BytesTest {
  @Test
  void theArrayInsideNeverEscapes() {
    byte[] source = {1, 2, 3};
    Bytes bytes = Bytes.copyOf(source);

    source[0] = 9;
    bytes.toArray()[1] = 9;

    assertThat(bytes.toArray()).containsExactly(1, 2, 3);
  }

  @Test
  void isReadFromBuffersAndSeenThroughThem() {
    ByteBuffer source = ByteBuffer.wrap(new byte[] {9, 1, 2, 9}, 1, 2);

    Bytes bytes = Bytes.copyOf(source);
    source.put(1, (byte) 7);

    assertThat(bytes).isEqualTo(Bytes.copyOf(new byte[] {1, 2}));
    assertThat(source.position()).isEqualTo(1);
    assertThat(bytes.asReadOnlyBuffer().isReadOnly()).isTrue();
    assertThat(Bytes.copyOf(bytes.asReadOnlyBuffer())).isEqualTo(bytes);
    assertThat(Bytes.copyOf(Bytes.EMPTY.asReadOnlyBuffer())).isSameAs(Bytes.EMPTY);
  }

  @Test
  void areOrderedAsUnsigned() {
    Bytes low = Bytes.copyOf(new byte[] {0x7f});
    Bytes high = Bytes.copyOf(new byte[] {(byte) 0x80});

    assertThat(low).isLessThan(high);
    assertThat(Bytes.EMPTY).isLessThan(low);
    assertThat(low).isLessThan(Bytes.copyOf(new byte[] {0x7f, 0}));
  }

  @Test
  void areEqualByContent() {
    assertThat(Bytes.utf8("é")).isEqualTo(Bytes.utf8("é")).hasSameHashCodeAs(Bytes.utf8("é"));
    assertThat(Bytes.utf8("é")).isNotEqualTo(Bytes.utf8("e"));
    assertThat(Bytes.utf8("é\n🐎").asUtf8()).isEqualTo("é\n🐎");
    assertThat(Bytes.copyOf(new byte[0])).isEqualTo(Bytes.EMPTY);
  }

  @Test
  void copyToTheMiddleOfAnArray() {
    byte[] target = new byte[4];

    Bytes.copyOf(new byte[] {1, 2}).copyTo(target, 1);

    assertThat(target).containsExactly(0, 1, 2, 0);
  }
}
