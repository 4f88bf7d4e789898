/**
 * The commands of the tools: what each takes, asks of a server and shows. The same ones work from
 * the command line and in the shell.
 *
 * <p>May know: {@code edge.cli.client}, picocli, Jackson's trees.
 */
@NullMarked
package io.kvasir.edge.cli.command;

import org.jspecify.annotations.NullMarked;
