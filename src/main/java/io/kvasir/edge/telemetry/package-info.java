/**
 * What the outside sees of a node's inside: each observation of the cores becomes one metric and
 * one log event, each answered request one sample; gauges and health checks ask when they are
 * asked. Metrics carry base units and few labels, never a key, a user or a request id.
 *
 * <p>May know: service, engine, engine.port, core, Micrometer, MicroProfile Health, Mutiny.
 */
@NullMarked
package io.kvasir.edge.telemetry;

import org.jspecify.annotations.NullMarked;
