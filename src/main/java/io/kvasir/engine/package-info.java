/**
 * The imperative shell: single-threaded loops feed events to cores and carry out their effects. May
 * know: core, engine.port.
 */
@NullMarked
package io.kvasir.engine;

import org.jspecify.annotations.NullMarked;
