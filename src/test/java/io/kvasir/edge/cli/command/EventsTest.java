package io.kvasir.edge.cli.command;

import static org.assertj.core.api.Assertions.assertThat;

import io.kvasir.edge.cli.command.Events.Event;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class EventsTest {
  private static List<Event> events(String stream) throws IOException {
    byte[] bytes = stream.getBytes(StandardCharsets.UTF_8);
    Events events = new Events(new ByteArrayInputStream(bytes));
    List<Event> all = new ArrayList<>();
    for (Optional<Event> next = events.next(); next.isPresent(); next = events.next()) {
      all.add(next.get());
    }
    return all;
  }

  @Test
  void readsEventsAndPassesOverComments() throws IOException {
    assertThat(events(": hello\n\nid: 1\nevent: put\ndata: {\ndata: }\n\n:\n\nid:2\nretry: 5\n\n"))
        .containsExactly(new Event("1", "put", "{\n}"), new Event("2", "message", ""));
  }

  @Test
  void endsLinesAsAllSystemsDo() throws IOException {
    assertThat(events("id: 1\r\ndata:  x\r\n\r\n"))
        .containsExactly(new Event("1", "message", " x"));
  }

  @Test
  void takesWhatIsCutOffForNoEvent() throws IOException {
    assertThat(events("id: 1\ndata: x\n\nid: 2\ndata: y\n")).hasSize(1);
  }
}
