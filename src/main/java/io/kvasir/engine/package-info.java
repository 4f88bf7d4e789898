/**
 * The imperative shell: single-threaded loops feed events to cores and carry out their effects. May
 * know: core, engine.port, engine.loop, engine.groups.
 */
@NullMarked
package io.kvasir.engine;

import org.jspecify.annotations.NullMarked;
