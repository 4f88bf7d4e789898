package io.kvasir.edge.cli;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The words of a command line as the bytes that were given: a runtime replaces what it cannot
 * decode, and in a locale without UTF-8 that is all but ASCII.
 */
final class RawWords {
  private static final Path OF_PROCESS = Path.of("/proc/self/cmdline");
  private static final char REPLACEMENT = '\uFFFD';

  private RawWords() {}

  /** The words of this process as text; nothing when one of them is no UTF-8. */
  static Optional<List<String>> ofProcess(List<String> words) {
    try {
      return decoded(Files.readAllBytes(OF_PROCESS), words);
    } catch (IOException e) {
      return undamaged(words);
    }
  }

  /**
   * The words as text; nothing when one of them is no UTF-8.
   *
   * @param line the words of the process, each with a zero behind it, the program's name first
   * @param words its last words, as the runtime decoded them
   */
  static Optional<List<String>> decoded(byte[] line, List<String> words) {
    List<ByteBuffer> all = split(line);
    if (all.size() < words.size()) {
      return undamaged(words);
    }
    List<ByteBuffer> last = all.subList(all.size() - words.size(), all.size());
    return areSame(last, words) ? decoded(last) : undamaged(words);
  }

  private static Optional<List<String>> undamaged(List<String> words) {
    boolean replaced = words.stream().anyMatch(word -> word.indexOf(REPLACEMENT) >= 0);
    return replaced ? Optional.empty() : Optional.of(words);
  }

  private static List<ByteBuffer> split(byte[] line) {
    List<ByteBuffer> words = new ArrayList<>();
    int begin = 0;
    for (int at = 0; at < line.length; at++) {
      if (line[at] == 0) {
        words.add(ByteBuffer.wrap(line, begin, at - begin));
        begin = at + 1;
      }
    }
    return words;
  }

  /** Whether all that can be compared is the same: a runtime may have taken words for itself. */
  private static boolean areSame(List<ByteBuffer> raw, List<String> words) {
    for (int at = 0; at < words.size(); at++) {
      String ascii = StandardCharsets.ISO_8859_1.decode(raw.get(at).duplicate()).toString();
      boolean comparable = ascii.chars().allMatch(c -> c < 0x80);
      if (comparable && !ascii.equals(words.get(at))) {
        return false;
      }
    }
    return true;
  }

  private static Optional<List<String>> decoded(List<ByteBuffer> raw) {
    List<String> words = new ArrayList<>();
    try {
      for (ByteBuffer word : raw) {
        words.add(StandardCharsets.UTF_8.newDecoder().decode(word).toString());
      }
    } catch (CharacterCodingException e) {
      return Optional.empty();
    }
    return Optional.of(words);
  }
}
