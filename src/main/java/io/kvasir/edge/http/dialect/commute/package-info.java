/**
 * Commute's counters, registers of any JSON, and sets with a context per element.
 *
 * <p>May know: edge.http, service, core vocabulary, Mutiny, Jackson.
 */
@NullMarked
package io.kvasir.edge.http.dialect.commute;

import org.jspecify.annotations.NullMarked;
