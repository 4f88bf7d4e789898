/**
 * The interfaces of other stores beside the main API, and on listeners of their own. Each store has
 * a package below; they are thin, and know nothing of one another.
 *
 * <p>May know: edge.http, service, core vocabulary, Vert.x, Mutiny, Jackson.
 */
@NullMarked
package io.kvasir.edge.http.dialect;

import org.jspecify.annotations.NullMarked;
