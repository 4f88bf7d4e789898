/**
 * VaultDB's registers of texts, written together or not at all.
 *
 * <p>May know: edge.http, service, core vocabulary, Mutiny, Jackson.
 */
@NullMarked
package io.kvasir.edge.http.dialect.vaultdb;

import org.jspecify.annotations.NullMarked;
