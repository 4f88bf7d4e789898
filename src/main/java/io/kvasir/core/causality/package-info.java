/** Which events a replica has seen: dots, version vectors, causal contexts. May know: node. */
@NullMarked
package io.kvasir.core.causality;

import org.jspecify.annotations.NullMarked;
