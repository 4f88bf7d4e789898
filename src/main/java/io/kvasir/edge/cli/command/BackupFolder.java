package io.kvasir.edge.cli.command;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * The folder of a backup: a file per node, and {@code backup.json}, which is written last. Without
 * it there is no backup.
 */
final class BackupFolder {
  static final String MANIFEST = "backup.json";
  private static final String FORMAT = "kvasir_backup_set";
  private static final int VERSION = 1;
  private static final String FILE = "node-\\d{1,4}\\.ndjson";
  private static final String SUM = "sha256";
  private static final int BUFFER_BYTES = 1 << 20;

  private final Path folder;

  BackupFolder(Path folder) {
    this.folder = folder;
  }

  /** A file of one node's copy, and what is known of it. */
  record Copy(Path file, long bytes, String sha256, BackupHead head, JsonNode document) {}

  /** Makes the folder, or clears what an interrupted backup left there. */
  void prepare() throws Failed {
    try {
      Files.createDirectories(folder);
      if (Files.exists(folder.resolve(MANIFEST))) {
        throw new Failed(ExitCode.USAGE, "There is a backup already in " + folder);
      }
      List<Path> found;
      try (Stream<Path> files = Files.list(folder)) {
        found = files.toList();
      }
      for (Path each : found) {
        if (!isOurs(each)) {
          throw new Failed(ExitCode.USAGE, "The folder must be empty; there is " + each);
        }
      }
      clear();
    } catch (IOException e) {
      throw new Failed(
          ExitCode.UNWRITTEN, "Cannot use the folder " + folder + ": " + FileFault.reason(e));
    }
  }

  private static boolean isOurs(Path file) {
    String name = file.getFileName().toString();
    return name.matches(FILE) || name.equals(MANIFEST + ".part");
  }

  /** Deletes all copies. */
  void clear() throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      for (Path file : files.filter(BackupFolder::isOurs).toList()) {
        Files.delete(file);
      }
    }
  }

  Path file(int number) {
    return folder.resolve("node-%d.ndjson".formatted(number));
  }

  /** Makes a backup of the copies that lie here, durably. */
  ObjectNode complete(List<ObjectNode> copies) throws Failed {
    ObjectNode manifest =
        Json.object().put(FORMAT, VERSION).put("created", Instant.now().toString());
    manifest.putArray("nodes").addAll(copies);
    manifest.put(SUM, sum(manifest));
    Path part = folder.resolve(MANIFEST + ".part");
    try {
      try (FileChannel channel =
          FileChannel.open(
              part,
              StandardOpenOption.CREATE,
              StandardOpenOption.TRUNCATE_EXISTING,
              StandardOpenOption.WRITE)) {
        ByteBuffer text =
            ByteBuffer.wrap((manifest.toString() + '\n').getBytes(StandardCharsets.UTF_8));
        while (text.hasRemaining()) {
          channel.write(text);
        }
        channel.force(true);
      }
      Files.move(part, folder.resolve(MANIFEST), StandardCopyOption.ATOMIC_MOVE);
      try (FileChannel self = FileChannel.open(folder, StandardOpenOption.READ)) {
        self.force(true);
      }
      return manifest;
    } catch (IOException e) {
      throw new Failed(ExitCode.UNWRITTEN, "Cannot write " + part + ": " + FileFault.reason(e));
    }
  }

  /** Reads what there is, and holds each file against its size and checksum. */
  List<Copy> verified(Progress progress) throws Failed {
    JsonNode manifest = manifest();
    List<Copy> copies = new ArrayList<>();
    for (JsonNode node : manifest.path("nodes")) {
      String name = node.path("file").asText();
      JsonNode head = node.path("head");
      if (!name.matches(FILE)) {
        throw damaged(MANIFEST + " names a file that cannot be: " + name);
      }
      BackupHead parsed =
          BackupHead.of(head).orElseThrow(() -> damaged(MANIFEST + " has no head of " + name));
      Copy copy =
          new Copy(
              folder.resolve(name),
              node.path("bytes").asLong(),
              node.path("sha256").asText(),
              parsed,
              head);
      verify(copy, progress);
      copies.add(copy);
    }
    List<String> missing = Completeness.missing(copies.stream().map(Copy::head).toList());
    if (!missing.isEmpty()) {
      throw damaged("it is not complete: " + String.join("; ", missing));
    }
    return copies;
  }

  private JsonNode manifest() throws Failed {
    Path file = folder.resolve(MANIFEST);
    if (!Files.isRegularFile(file)) {
      throw new Failed(ExitCode.USAGE, "There is no backup in " + folder + ": no " + MANIFEST);
    }
    try {
      JsonNode manifest = Json.read(Files.readString(file));
      if (manifest.path(FORMAT).asInt() != VERSION) {
        throw damaged(MANIFEST + " is of another version");
      }
      String sum = manifest.path(SUM).asText();
      if (!(manifest instanceof ObjectNode all) || !sum(all.without(SUM)).equals(sum)) {
        throw damaged(MANIFEST + " is not what was written: its checksum is another");
      }
      return manifest;
    } catch (IOException e) {
      throw damaged(MANIFEST + " cannot be read: " + FileFault.reason(e));
    }
  }

  /** Of all but the sum itself. */
  private static String sum(ObjectNode manifest) {
    byte[] text = manifest.toString().getBytes(StandardCharsets.UTF_8);
    Sha256 sum = new Sha256();
    sum.add(text, text.length);
    return sum.hex();
  }

  private static void verify(Copy copy, Progress progress) throws Failed {
    progress.at("checking " + copy.file().getFileName());
    Sha256 sum = new Sha256();
    try (InputStream in = Files.newInputStream(copy.file())) {
      if (Files.size(copy.file()) != copy.bytes()) {
        throw damaged(
            "%s has %d bytes instead of %d"
                .formatted(copy.file(), Files.size(copy.file()), copy.bytes()));
      }
      byte[] buffer = new byte[BUFFER_BYTES];
      for (int got = in.read(buffer); got >= 0; got = in.read(buffer)) {
        sum.add(buffer, got);
        progress.add(got);
      }
    } catch (IOException e) {
      throw damaged(copy.file() + " cannot be read: " + FileFault.reason(e));
    }
    if (!sum.hex().equals(copy.sha256())) {
      throw damaged(copy.file() + " is not what was written: its checksum is another");
    }
  }

  private static Failed damaged(String what) {
    return new Failed(ExitCode.REFUSED, "The backup cannot be used: " + what);
  }
}
