/**
 * OrchidDB's registers, all by GET.
 *
 * <p>May know: edge.http, service, core vocabulary, Mutiny, Jackson.
 */
@NullMarked
package io.kvasir.edge.http.dialect.orchiddb;

import org.jspecify.annotations.NullMarked;
