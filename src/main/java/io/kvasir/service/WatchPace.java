package io.kvasir.service;

/**
 * How watches are served.
 *
 * @param heartbeatMillis how often something is said when nothing happens
 * @param stallMillis how long a watcher may take nothing before it is cut off
 * @param budget what all watchers together may hold in memory that was not sent yet
 */
public record WatchPace(long heartbeatMillis, long stallMillis, ByteBudget budget) {}
