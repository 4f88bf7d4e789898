/**
 * The shell: reads lines from a terminal or a pipe, and carries them out as Kvasir's commands, or
 * as the shell of another system does.
 *
 * <p>May know: {@code edge.cli.command}, {@code edge.cli.client}, JLine.
 */
@NullMarked
package io.kvasir.edge.cli.shell;

import org.jspecify.annotations.NullMarked;
