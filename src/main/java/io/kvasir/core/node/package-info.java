/** Who takes part in a cluster: nodes and the actors that mint dots. May know: nothing. */
@NullMarked
package io.kvasir.core.node;

import org.jspecify.annotations.NullMarked;
