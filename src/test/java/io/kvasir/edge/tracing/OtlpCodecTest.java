package io.kvasir.edge.tracing;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.UnknownFieldSet;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What collectors get, read by the numbers of OTLP's specification. */
class OtlpCodecTest {
  @Test
  void whatIsANumberIsSentAsOne() throws Exception {
    Span span =
        new Span(
            new SpanContext(1, 2, 3),
            0,
            "http put",
            Span.Kind.SERVER,
            5,
            6,
            List.of(),
            List.of(
                new Span.Attribute.Text("network.protocol.name", "http"),
                new Span.Attribute.Whole("http.response.status_code", 503)),
            false);

    byte[] request = new OtlpCodec(List.of()).encode(List.of(span));

    List<UnknownFieldSet> attributes =
        messages(only(only(only(UnknownFieldSet.parseFrom(request), 1), 2), 2), 9);
    UnknownFieldSet name = only(attributes.getFirst(), 2);
    assertThat(name.getField(1).getLengthDelimitedList().getFirst().toStringUtf8())
        .isEqualTo("http");
    UnknownFieldSet status = only(attributes.getLast(), 2);
    assertThat(status.getField(3).getVarintList()).containsExactly(503L);
    assertThat(status.hasField(1)).isFalse();
  }

  private static UnknownFieldSet only(UnknownFieldSet of, int number) throws Exception {
    List<UnknownFieldSet> found = messages(of, number);
    assertThat(found).hasSize(1);
    return found.getFirst();
  }

  private static List<UnknownFieldSet> messages(UnknownFieldSet of, int number) throws Exception {
    List<UnknownFieldSet> found = new ArrayList<>();
    for (var bytes : of.getField(number).getLengthDelimitedList()) {
      found.add(UnknownFieldSet.parseFrom(bytes));
    }
    return found;
  }
}
