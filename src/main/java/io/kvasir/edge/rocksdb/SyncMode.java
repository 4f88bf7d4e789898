package io.kvasir.edge.rocksdb;

/** When a commit counts as durable. */
public enum SyncMode {
  /** When the disk has it: survives the loss of power. */
  ALWAYS,
  /** When the operating system has it: survives the end of the process only. */
  OS
}
