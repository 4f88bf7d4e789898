/**
 * What the operator does next with a cluster, decided from what was seen of it. Pure: no clock, no
 * network, no memory between two decisions, so that it goes on from wherever another one stopped.
 * May know: nothing but the JDK.
 */
@NullMarked
package io.kvasir.operator.core;

import org.jspecify.annotations.NullMarked;
