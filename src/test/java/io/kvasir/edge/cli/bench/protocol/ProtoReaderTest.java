package io.kvasir.edge.cli.bench.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnknownFieldSet;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The fields of messages, as protobuf's own library writes them. */
class ProtoReaderTest {
  private static byte[] message() {
    return UnknownFieldSet.newBuilder()
        .addField(1, UnknownFieldSet.Field.newBuilder().addVarint(300).build())
        .addField(2, UnknownFieldSet.Field.newBuilder().addFixed64(-1).build())
        .addField(3, UnknownFieldSet.Field.newBuilder().addFixed32(-1).build())
        .addField(
            50,
            UnknownFieldSet.Field.newBuilder()
                .addLengthDelimited(ByteString.copyFromUtf8("grüße"))
                .build())
        .addField(2000, UnknownFieldSet.Field.newBuilder().addVarint(-1).build())
        .build()
        .toByteArray();
  }

  private static List<Integer> fields(byte[] bytes) throws BadAnswer {
    ProtoReader reader = new ProtoReader().over(bytes, 0, bytes.length);
    List<Integer> fields = new ArrayList<>();
    while (reader.next()) {
      fields.add(reader.field());
      assertThat(reader.from()).isBetween(0, bytes.length);
      assertThat(reader.to()).isBetween(0, bytes.length);
    }
    return fields;
  }

  @Test
  void goesThroughFieldsOfAllTypes() throws BadAnswer {
    byte[] bytes = message();

    assertThat(fields(bytes)).containsExactly(1, 2, 3, 50, 2000);
    assertThat(ProtoReader.text(bytes, 0, bytes.length, 50)).isEqualTo("grüße");
    assertThat(ProtoReader.text(bytes, 0, bytes.length, 51)).isEmpty();
    ProtoReader reader = new ProtoReader().over(bytes, 0, bytes.length);
    assertThat(reader.next()).isTrue();
    assertThat(reader.number()).isEqualTo(300);
  }

  @Test
  void ofABeginningTellsNoMoreThanIsThere() {
    byte[] whole = message();
    for (int end = 0; end < whole.length; end++) {
      byte[] bytes = Arrays.copyOf(whole, end);
      try {
        assertThat(fields(bytes)).hasSizeLessThanOrEqualTo(5);
      } catch (BadAnswer e) {
        assertThat(e).hasMessage("no protobuf");
      }
    }
  }

  /** An unknown type, a number without end, and lengths that are negative or too large. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "0b",
        "0fffff",
        "08ffffffffffffffffffff01",
        "0affffffffffffffffff01",
        "0affffffffffffffffff01080108",
        "0affffffffffffffff7f"
      })
  void saysThatAMessageIsNone(String hex) {
    byte[] bytes = HexFormat.of().parseHex(hex);

    assertThatExceptionOfType(BadAnswer.class).isThrownBy(() -> fields(bytes));
  }
}
