/**
 * What went wrong with a request, said alike in every protocol that clients speak: the kinds of
 * problems, and which of them each {@link io.kvasir.service.Failure} is.
 *
 * <p>May know: service, core vocabulary.
 */
@NullMarked
package io.kvasir.service.problem;

import org.jspecify.annotations.NullMarked;
