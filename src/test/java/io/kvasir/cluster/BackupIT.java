package io.kvasir.cluster;

/** Backups of nodes on the JVM. */
class BackupIT extends BackupScenarios {}
