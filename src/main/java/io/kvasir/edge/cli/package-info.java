/**
 * The tools: one-shot commands, the shell, and the server's command line. They are clients over
 * HTTP, and start without the server that lies in the same program.
 *
 * <p>May know: itself, picocli, JLine, Jackson's trees. Nothing of Kvasir's server.
 */
@NullMarked
package io.kvasir.edge.cli;

import org.jspecify.annotations.NullMarked;
