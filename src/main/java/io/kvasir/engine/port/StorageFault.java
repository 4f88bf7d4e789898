package io.kvasir.engine.port;

/**
 * The storage could not do what it was asked. After a failed commit nobody knows what is on the
 * disk, so every later commit of the process fails as well.
 *
 * @param reason for the log, not for clients
 */
public record StorageFault(String reason) {}
