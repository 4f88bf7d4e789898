/**
 * Kvasir's main HTTP API. One handler in front of everything else on the port routes by the raw
 * request target, so that a key may hold any character; {@link io.kvasir.edge.http.Api} lists the
 * calls. Every error is a problem document (RFC 9457) of a registered {@link
 * io.kvasir.service.problem.ProblemType}.
 *
 * <p>May know: service, core vocabulary, Vert.x, Mutiny, Jackson.
 */
@NullMarked
package io.kvasir.edge.http;

import org.jspecify.annotations.NullMarked;
