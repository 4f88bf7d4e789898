/**
 * The command line of the server: flags for all its settings, and the help that lists them.
 *
 * <p>May know: picocli.
 */
@NullMarked
package io.kvasir.edge.cli.server;

import org.jspecify.annotations.NullMarked;
