package io.kvasir.edge.cli.command;

import java.util.Optional;

/** The registers of one bucket, as texts. */
public final class Registers {
  private final Session session;
  private final String otherwise;

  /**
   * @param otherwise the bucket, unless the session has chosen one
   */
  public Registers(Session session, String otherwise) {
    this.session = session;
    this.otherwise = otherwise;
  }

  private Place place(String key) {
    return new Place(session.bucket().orElse(otherwise), key);
  }

  /** What a key holds; nothing when it is not there. */
  public Optional<String> get(String key) throws Failed {
    try {
      return Optional.of(
          Documents.brief(session.ask(Requests.key("GET", place(key)), Documents.CONTENT)));
    } catch (Failed e) {
      if (e.code() == ExitCode.ABSENT) {
        return Optional.empty();
      }
      throw e;
    }
  }

  public void put(String key, String value) throws Failed {
    session.ask(Requests.key("PUT", place(key)).json(Json.object().put("value", value)), "ok");
  }

  /** Also when there is nothing. */
  public void delete(String key) throws Failed {
    session.ask(Requests.key("DELETE", place(key)), "deleted", "ok");
  }
}
