package io.kvasir.edge.cli.command;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Optional;

/** Reads one node's copy: values of shards first, then states in order. */
final class CopyReader implements AutoCloseable {
  /** A state of a key. */
  record State(int partition, String bucket, String key, String state) {
    /** As stores order them: by partition, bucket, and the key's UTF-8. */
    static final Comparator<State> ORDER =
        Comparator.comparingInt(State::partition)
            .thenComparing(State::bucket)
            .thenComparing(State::bytes, Arrays::compareUnsigned);

    private byte[] bytes() {
      return key.getBytes(StandardCharsets.UTF_8);
    }
  }

  private final BackupFolder.Copy copy;
  private final InputStream in;
  private final RawLines lines;
  private final Progress progress;
  private Optional<JsonNode> next = Optional.empty();
  private Optional<State> last = Optional.empty();
  private long reported;

  private CopyReader(BackupFolder.Copy copy, InputStream in, Progress progress) {
    this.copy = copy;
    this.in = in;
    this.lines = new RawLines(in);
    this.progress = progress;
  }

  static CopyReader open(BackupFolder.Copy copy, Progress progress) throws Failed {
    try {
      CopyReader reader = new CopyReader(copy, Files.newInputStream(copy.file()), progress);
      reader.advance();
      reader.advance();
      return reader;
    } catch (IOException e) {
      throw new Failed(ExitCode.REFUSED, "Cannot read " + copy.file() + ": " + e);
    }
  }

  private void advance() throws Failed {
    try {
      JsonNode line = Json.read(new String(lines.next(), StandardCharsets.UTF_8));
      progress.add(lines.bytes() - reported);
      reported = lines.bytes();
      next = line.has("end") ? Optional.empty() : Optional.of(line);
    } catch (IOException e) {
      throw new Failed(ExitCode.REFUSED, copy.file() + " cannot be read: " + e.getMessage());
    }
  }

  /** The next value of a shard; nothing when only states are left. */
  Optional<JsonNode> value() throws Failed {
    Optional<JsonNode> found = next.filter(line -> line.has("group"));
    if (found.isPresent()) {
      advance();
    }
    return found;
  }

  /** The next state, which stays so until {@link #take}. */
  Optional<State> state() {
    return next.map(
        line ->
            new State(
                line.path("partition").asInt(),
                line.path("bucket").asText(),
                line.path("key").asText(),
                line.path("state").asText()));
  }

  /** Goes on behind {@link #state}. */
  void take() throws Failed {
    Optional<State> taken = state();
    advance();
    last = taken;
    if (last.isPresent() && state().isPresent()) {
      if (State.ORDER.compare(last.get(), state().get()) >= 0) {
        throw new Failed(ExitCode.REFUSED, copy.file() + " is not in order");
      }
    }
  }

  @Override
  public void close() {
    try {
      in.close();
    } catch (IOException e) {
      // Nothing was written.
    }
  }
}
