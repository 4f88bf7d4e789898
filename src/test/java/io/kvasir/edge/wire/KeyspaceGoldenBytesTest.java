package io.kvasir.edge.wire;

import static org.assertj.core.api.Assertions.assertThat;

import io.kvasir.core.bytes.Bytes;
import io.kvasir.core.keyspace.Head;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/**
 * What lies in logs and on disks, as it stands in {@code wire/keyspace.txt}: a line per sample, its
 * name and its bytes in hex. Lines are added and never changed.
 */
class KeyspaceGoldenBytesTest {
  private static final HexFormat HEX = HexFormat.of();

  private final ProtobufKeyspaceFormat format = new ProtobufKeyspaceFormat();

  @Test
  void everythingIsWrittenAsItAlwaysWas() {
    StringBuilder lines = new StringBuilder();
    written()
        .forEach(
            (name, bytes) ->
                lines.append(name).append(' ').append(HEX.formatHex(bytes.toArray())).append('\n'));

    assertThat(lines.toString()).isEqualTo(text());
  }

  @Test
  void whatWasEverWrittenIsRead() {
    Map<String, Bytes> golden = golden();

    KeyspaceSamples.commands()
        .forEach(
            (name, value) ->
                assertThat(format.decodeCommand(bytes(golden, "command-" + name))).contains(value));
    KeyspaceSamples.results()
        .forEach(
            (name, value) ->
                assertThat(format.decodeResult(bytes(golden, "result-" + name))).contains(value));
    assertThat(format.decodeVersioned(bytes(golden, "versioned")))
        .contains(KeyspaceSamples.versioned());
    assertThat(format.decodeVersioned(bytes(golden, "versioned-limited")))
        .contains(KeyspaceSamples.limited());
    assertThat(format.decodeVersioned(bytes(golden, "versioned-empty")))
        .contains(KeyspaceSamples.emptyText());
    assertThat(format.decodeHead(bytes(golden, "head"))).contains(KeyspaceSamples.head());
    assertThat(format.decodeHead(bytes(golden, "head-initial"))).contains(Head.INITIAL);
    assertThat(format.decodeRemembered(bytes(golden, "remembered")))
        .contains(KeyspaceSamples.remembered());
    assertThat(format.decodeRevision(300, bytes(golden, "revision")))
        .contains(KeyspaceSamples.revision());
    assertThat(format.decodeLedger(bytes(golden, "ledger"))).contains(KeyspaceSamples.ledger());
  }

  private Map<String, Bytes> written() {
    Map<String, Bytes> written = new LinkedHashMap<>();
    KeyspaceSamples.commands()
        .forEach((name, value) -> written.put("command-" + name, format.encode(value)));
    KeyspaceSamples.results()
        .forEach((name, value) -> written.put("result-" + name, format.encode(value)));
    written.put("versioned", format.encode(KeyspaceSamples.versioned()));
    written.put("versioned-limited", format.encode(KeyspaceSamples.limited()));
    written.put("versioned-empty", format.encode(KeyspaceSamples.emptyText()));
    written.put("head", format.encode(KeyspaceSamples.head()));
    written.put("head-initial", format.encode(Head.INITIAL));
    written.put("remembered", format.encode(KeyspaceSamples.remembered()));
    written.put("revision", format.encode(KeyspaceSamples.revision()));
    written.put("ledger", format.encode(KeyspaceSamples.ledger()));
    return written;
  }

  private static Bytes bytes(Map<String, Bytes> golden, String name) {
    return Objects.requireNonNull(golden.get(name), name);
  }

  private static Map<String, Bytes> golden() {
    Map<String, Bytes> golden = new LinkedHashMap<>();
    text()
        .lines()
        .map(line -> line.split(" ", 2))
        .forEach(pair -> golden.put(pair[0], Bytes.copyOf(HEX.parseHex(pair[1]))));
    return golden;
  }

  private static String text() {
    try (InputStream file =
        KeyspaceGoldenBytesTest.class.getResourceAsStream("/wire/keyspace.txt")) {
      return new String(Objects.requireNonNull(file).readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
