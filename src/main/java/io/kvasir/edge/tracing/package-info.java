/**
 * Traces of requests, in the model of OpenTelemetry: spans are made here, marks take them from node
 * to node, and a collector gets them over OTLP.
 *
 * <p>May know: service, engine.port, core. Protobuf and Vert.x' HTTP client are used here.
 */
@NullMarked
package io.kvasir.edge.tracing;

import org.jspecify.annotations.NullMarked;
