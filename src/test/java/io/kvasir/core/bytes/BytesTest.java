package io.kvasir.core.bytes;

import static org.assertj.core.api.Assertions.assertThat;

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
