/** Time as a value: monotonic ticks, deadlines, hybrid logical timestamps. May know: nothing. */
@NullMarked
package io.kvasir.core.time;

import org.jspecify.annotations.NullMarked;
