package io.kvasir.edge.rocksdb;

/**
 * What was found when a store was opened, for the log.
 *
 * @param created the directory was new
 * @param cutAtDamage the write-ahead log was damaged by a crash of the operating system, or ended
 *     before what was durable; what it held behind that is lost here
 * @param newActor dots are minted by an actor that was not known before
 */
public record Opening(boolean created, boolean cutAtDamage, boolean newActor) {}
