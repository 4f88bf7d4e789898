package io.kvasir.cluster;

/** Backups of nodes as native binaries. */
class BackupNativeIT extends BackupScenarios {}
