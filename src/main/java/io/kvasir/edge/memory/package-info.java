/**
 * The stores of one node in memory, for tests and caches: what they hold ends with the process. May
 * know: engine.port, core.
 */
@NullMarked
package io.kvasir.edge.memory;

import org.jspecify.annotations.NullMarked;
