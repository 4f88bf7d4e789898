package io.kvasir.edge.cli.client;

import java.io.IOException;
import java.io.InputStream;
import java.util.Map;
import java.util.Optional;

/** An answer whose head was read; its body comes as it is read. Closing it ends the connection. */
public final class Reply implements AutoCloseable {
  private static final int FIRST_OF_FAILURES = 300;

  private final Server from;
  private final int status;
  private final Map<String, String> headers;
  private final InputStream body;

  Reply(Server from, int status, Map<String, String> headers, InputStream body) {
    this.from = from;
    this.status = status;
    this.headers = headers;
    this.body = body;
  }

  /** Who answered. */
  public Server from() {
    return from;
  }

  public int status() {
    return status;
  }

  /** Whether it is anything but what was asked for; redirections are not followed. */
  public boolean failed() {
    return status >= FIRST_OF_FAILURES;
  }

  /** A header by its name in lower case. */
  public Optional<String> header(String name) {
    return Optional.ofNullable(headers.get(name));
  }

  public InputStream body() {
    return body;
  }

  @Override
  public void close() throws IOException {
    body.close();
  }
}
