/** Which nodes hold which partition of the key space. May know: node. */
@NullMarked
package io.kvasir.core.ring;

import org.jspecify.annotations.NullMarked;
