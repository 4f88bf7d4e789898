/**
 * What the engine needs of the world, in terms of core values only. Each port has one contract
 * suite that runs against its simulation and its real adapter. May know: core.
 */
@NullMarked
package io.kvasir.engine.port;

import org.jspecify.annotations.NullMarked;
