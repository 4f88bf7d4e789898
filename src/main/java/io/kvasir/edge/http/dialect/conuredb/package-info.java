/**
 * ConureDB's registers of bytes, and its members.
 *
 * <p>May know: edge.http, service, core vocabulary, Mutiny, Jackson.
 */
@NullMarked
package io.kvasir.edge.http.dialect.conuredb;

import org.jspecify.annotations.NullMarked;
