package io.kvasir.service;

/** Learns of what becomes of watches. From any thread; must not block. */
public interface WatchObserver {
  /** A watcher was told of so many changes. */
  void onTold(WatchKind kind, int changes);

  /** A watch is over; once for each that was begun, or was refused for what it is. */
  void onEnded(WatchKind kind, WatchEnd end);
}
