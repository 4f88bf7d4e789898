/**
 * Who of the cluster can be reached: SWIM (Das, Gupta and Motivala, DSN 2002) with Lifeguard's
 * suspicion and local health (Dadgar, Phillips and Currey, DSN-W 2018). Liveness is not ownership:
 * nothing here decides who owns what. May know: node, time.
 */
@NullMarked
package io.kvasir.core.membership;

import org.jspecify.annotations.NullMarked;
