/**
 * Single-threaded loops, timers, and what runs on them: deadlines, barriers, tokens. May know:
 * engine.port, core.time.
 */
@NullMarked
package io.kvasir.engine.loop;

import org.jspecify.annotations.NullMarked;
