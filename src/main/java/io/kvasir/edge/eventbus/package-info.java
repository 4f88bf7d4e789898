/**
 * Cluster transport over the clustered Vert.x event bus, without a data grid.
 *
 * <p>Every address names the node it lives on, {@code kvasir/<nodeId>/<channel>}, so routing needs
 * only the table of nodes: there is no replicated subscription map to fill, to lag or to leave
 * ghosts behind. Addresses of any other form are local to the process.
 *
 * <p>May know: engine.port, core, edge.wire.
 */
@NullMarked
package io.kvasir.edge.eventbus;

import org.jspecify.annotations.NullMarked;
