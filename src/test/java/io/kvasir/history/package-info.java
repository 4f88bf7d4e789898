/**
 * Histories of what clients asked of a linearizable bucket and were told, and the checker that
 * decides whether one atomic bucket can have told it. May know: nothing of Kvasir.
 *
 * <p>{@link io.kvasir.history.HistoryRecorder} notes operations, {@link
 * io.kvasir.history.HistoryFile} keeps them, {@link io.kvasir.history.LinearizabilityChecker}
 * judges them.
 */
@NullMarked
package io.kvasir.history;

import org.jspecify.annotations.NullMarked;
