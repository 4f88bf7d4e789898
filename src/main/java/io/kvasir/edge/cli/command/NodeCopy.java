package io.kvasir.edge.cli.command;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.kvasir.edge.cli.client.Reply;
import io.kvasir.edge.cli.client.Request;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** One node's copy on its way into a file. */
final class NodeCopy implements AutoCloseable {
  private static final int BUFFER_BYTES = 1 << 18;
  private static final String TIMEOUT_MILLIS = "5000";
  private static final byte[] END = "{\"end\"".getBytes(StandardCharsets.UTF_8);
  private static final byte[] BROKEN = "{\"broken\"".getBytes(StandardCharsets.UTF_8);

  private final Reply reply;
  private final RawLines lines;
  private final byte[] first;
  private final JsonNode document;
  private final BackupHead head;

  private NodeCopy(Reply reply, RawLines lines, byte[] first, JsonNode document, BackupHead head) {
    this.reply = reply;
    this.lines = lines;
    this.first = first;
    this.document = document;
    this.head = head;
  }

  /** Asks for a copy, and reads its head. */
  static NodeCopy begin(Session session) throws Failed {
    Request request = Request.get("admin", "backup").with("timeout", TIMEOUT_MILLIS);
    Reply reply = session.open(request);
    boolean begun = false;
    try {
      RawLines lines = new RawLines(reply.body());
      byte[] first = lines.next();
      JsonNode document = Json.read(new String(first, StandardCharsets.UTF_8));
      BackupHead head =
          BackupHead.of(document)
              .orElseThrow(
                  () -> new Failed(ExitCode.REFUSED, "the node's copy is of another version"));
      begun = true;
      return new NodeCopy(reply, lines, first, document, head);
    } catch (IOException e) {
      throw Session.cutOff(request, e);
    } finally {
      if (!begun) {
        close(reply);
      }
    }
  }

  BackupHead head() {
    return head;
  }

  /** Writes all of it, durably; says what was written. */
  ObjectNode into(Path file, Progress progress) throws Failed {
    Sha256 sum = new Sha256();
    try (FileChannel channel =
        FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
      OutputStream out = new BufferedOutputStream(Channels.newOutputStream(channel), BUFFER_BYTES);
      long bytes = write(first, out, sum);
      long count = 0;
      byte[] line = read();
      while (!startsWith(line, END) && !startsWith(line, BROKEN)) {
        count++;
        long written = write(line, out, sum);
        bytes += written;
        progress.add(written);
        line = read();
      }
      requireWhole(Json.read(new String(line, StandardCharsets.UTF_8)), count);
      bytes += write(line, out, sum);
      out.flush();
      channel.force(true);
      return Json.object()
          .put("node", head.node())
          .put("file", file.getFileName().toString())
          .put("bytes", bytes)
          .put("sha256", sum.hex())
          .set("head", document);
    } catch (IOException e) {
      throw new Failed(ExitCode.UNWRITTEN, "Cannot write " + file + ": " + FileFault.reason(e));
    }
  }

  private byte[] read() throws Failed {
    try {
      return lines.next();
    } catch (IOException e) {
      throw new Failed(
          ExitCode.UNAVAILABLE,
          "the copy of %s ended early: %s".formatted(head.node(), e.getMessage()));
    }
  }

  private static long write(byte[] line, OutputStream out, Sha256 sum) throws IOException {
    out.write(line);
    out.write('\n');
    sum.add(line, line.length);
    sum.add((byte) '\n');
    return line.length + 1L;
  }

  private void requireWhole(JsonNode last, long count) throws Failed {
    if (last.has("broken")) {
      throw new Failed(
          ExitCode.UNAVAILABLE,
          "%s could not go on: %s".formatted(head.node(), last.path("broken").asText()));
    }
    if (last.path("lines").asLong() != count) {
      throw new Failed(
          ExitCode.UNAVAILABLE,
          "of the %s lines of %s %d came".formatted(last.path("lines"), head.node(), count));
    }
    if (!head.holdsUntil(last.path("about"))) {
      throw new Failed(
          ExitCode.UNAVAILABLE,
          "partitions changed owners while %s was copied".formatted(head.node()));
    }
  }

  private static boolean startsWith(byte[] line, byte[] prefix) {
    for (int at = 0; at < prefix.length; at++) {
      if (at == line.length || line[at] != prefix[at]) {
        return false;
      }
    }
    return true;
  }

  @Override
  public void close() {
    close(reply);
  }

  private static void close(Reply reply) {
    try {
      reply.close();
    } catch (IOException e) {
      // The connection is gone, which is what was wanted.
    }
  }
}
