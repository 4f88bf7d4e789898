/**
 * The shell of consensus: runs the replicas of all groups of a node on the engine's loops, stores
 * their logs, applies what is committed, and brings commands and reads to whoever leads a group.
 * Commands, results and rows are bytes here. May know: engine.port, engine.loop, core.
 */
@NullMarked
package io.kvasir.engine.groups;

import org.jspecify.annotations.NullMarked;
