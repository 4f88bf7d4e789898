package io.kvasir.edge.tracing;

import com.google.protobuf.ByteString;
import io.kvasir.edge.tracing.proto.OtlpProto;
import java.nio.ByteBuffer;
import java.util.List;

/** Spans in the form that collectors take: ExportTraceServiceRequest of OTLP. */
final class OtlpCodec {
  private static final int ERROR = 2;
  private static final String SCOPE = "io.kvasir";

  private final OtlpProto.Resource resource;

  /**
   * @param node what is said of the node that the spans are of
   */
  OtlpCodec(List<Span.Attribute> node) {
    OtlpProto.Resource.Builder builder = OtlpProto.Resource.newBuilder();
    node.forEach(attribute -> builder.addAttributes(encode(attribute)));
    this.resource = builder.build();
  }

  byte[] encode(List<Span> spans) {
    OtlpProto.ScopeSpans.Builder scope =
        OtlpProto.ScopeSpans.newBuilder().setScope(OtlpProto.Scope.newBuilder().setName(SCOPE));
    spans.forEach(span -> scope.addSpans(encode(span)));
    return OtlpProto.ExportRequest.newBuilder()
        .addResourceSpans(
            OtlpProto.ResourceSpans.newBuilder().setResource(resource).addScopeSpans(scope))
        .build()
        .toByteArray();
  }

  private static OtlpProto.Span encode(Span span) {
    OtlpProto.Span.Builder target =
        OtlpProto.Span.newBuilder()
            .setTraceId(traceId(span.context()))
            .setSpanId(bytes(span.context().span()))
            .setName(span.name())
            .setKind(span.kind().number())
            .setStartTimeUnixNano(span.startNanos())
            .setEndTimeUnixNano(span.endNanos());
    if (span.parent() != 0) {
      target.setParentSpanId(bytes(span.parent()));
    }
    if (span.failed()) {
      target.setStatus(OtlpProto.Status.newBuilder().setCode(ERROR));
    }
    span.attributes().forEach(attribute -> target.addAttributes(encode(attribute)));
    for (SpanContext link : span.links()) {
      target.addLinks(
          OtlpProto.Link.newBuilder().setTraceId(traceId(link)).setSpanId(bytes(link.span())));
    }
    return target.build();
  }

  private static OtlpProto.KeyValue encode(Span.Attribute attribute) {
    return OtlpProto.KeyValue.newBuilder()
        .setKey(attribute.name())
        .setValue(value(attribute))
        .build();
  }

  private static OtlpProto.AnyValue value(Span.Attribute attribute) {
    OtlpProto.AnyValue.Builder builder = OtlpProto.AnyValue.newBuilder();
    return switch (attribute) {
      case Span.Attribute.Text(String _, String text) -> builder.setStringValue(text).build();
      case Span.Attribute.Whole(String _, long number) -> builder.setIntValue(number).build();
    };
  }

  private static ByteString traceId(SpanContext context) {
    return bytes(context.high()).concat(bytes(context.low()));
  }

  private static ByteString bytes(long id) {
    return ByteString.copyFrom(ByteBuffer.allocate(Long.BYTES).putLong(id).flip());
  }
}
