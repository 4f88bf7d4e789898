/**
 * Handoff: how a node that is to be a replica of a partition gets what its replicas hold. The
 * target drives ({@link io.kvasir.core.handoff.Intake}): it asks for one page after another and
 * joins each into what it holds, so that a source ({@link io.kvasir.core.handoff.Outlet}) has
 * nothing to remember. May know: ring, bucket, crdt, causality, node, time.
 *
 * <p>What a page holds was read at its source after that knew of the transition, and after all that
 * it had let in before was on its disk. So whatever an old quorum acknowledged with the help of
 * that source is in the pages, and everything later comes to the target from its coordinators.
 */
@NullMarked
package io.kvasir.core.handoff;

import org.jspecify.annotations.NullMarked;
