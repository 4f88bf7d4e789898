/**
 * What clients and operators can ask of Kvasir, whatever protocol they speak: names are resolved,
 * types and limits checked, quorums and deadlines chosen, and the engine's callbacks become {@code
 * Uni}s. Every answer is a {@link io.kvasir.service.Result}; a failed {@code Uni} is a defect of
 * this program.
 *
 * <p>May know: core, engine, engine.port, Mutiny.
 */
@NullMarked
package io.kvasir.service;

import org.jspecify.annotations.NullMarked;
