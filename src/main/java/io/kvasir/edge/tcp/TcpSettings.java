package io.kvasir.edge.tcp;

/**
 * What clients of the protocol may take.
 *
 * @param frameBytes the largest frame
 * @param requestsInFlight of one connection; it is not read from beyond them
 * @param bytesInFlight frames of the requests in flight of one connection, the last one apart
 * @param connections that are open at a time
 * @param watches of one connection at a time
 * @param memoryBytes what frames and answers of all connections may hold
 * @param frameTimeoutMillis how long a frame may take to arrive, and an answer to be taken
 * @param idleTimeoutMillis how long nothing may happen on a connection
 * @param drainMillis how long requests under way may take when the node stops
 */
public record TcpSettings(
    int frameBytes,
    int requestsInFlight,
    int bytesInFlight,
    int connections,
    int watches,
    long memoryBytes,
    long frameTimeoutMillis,
    long idleTimeoutMillis,
    long drainMillis) {
  public TcpSettings {
    if (frameBytes < 1
        || requestsInFlight < 1
        || bytesInFlight < 1
        || connections < 1
        || watches < 1) {
      throw new IllegalArgumentException("bounds of the client protocol are 1 and up");
    }
  }
}
