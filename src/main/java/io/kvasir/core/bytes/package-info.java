/** Opaque runs of bytes that do not change. May know: nothing. */
@NullMarked
package io.kvasir.core.bytes;

import org.jspecify.annotations.NullMarked;
