package io.kvasir.boot;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.graalvm.nativeimage.c.function.CFunction;
import org.jboss.logging.Logger;

/**
 * Gives back pages of program and libraries that only the start of a native node needed; those that
 * are needed again are mapped from their files. A third of what an idle node holds otherwise.
 */
final class ProgramPages {
  private static final Logger LOG = Logger.getLogger(ProgramPages.class);

  private static final Path MAPPINGS = Path.of("/proc/self/smaps");

  /** Of Linux's madvise(2): a page that is as it is in its file is read from there again. */
  private static final int DONT_NEED = 4;

  private static final int WORDS_OF_FILE = 6;

  /** A part of a file in memory. */
  record Mapping(long start, long end) {}

  private ProgramPages() {}

  /** Does nothing on a JVM, which is no program of ours. Never blocks. */
  static void giveBackAside() {
    if (Release.isNative()) {
      Thread _ =
          Thread.ofPlatform().name("kvasir-program-pages").daemon().start(ProgramPages::giveBack);
    }
  }

  private static void giveBack() {
    try (Stream<String> lines = Files.lines(MAPPINGS)) {
      for (Mapping mapping : unchanged(lines.toList())) {
        int _ = madvise(mapping.start(), mapping.end() - mapping.start(), DONT_NEED);
      }
    } catch (IOException | RuntimeException unknown) {
      LOG.debug("event=program_pages_kept", unknown);
    }
  }

  /** As long as it takes, the collector waits; it takes microseconds. */
  @CFunction(value = "madvise", transition = CFunction.Transition.NO_TRANSITION)
  private static native int madvise(long start, long length, int advice);

  /**
   * The mappings of files that cannot be written to and of which no page was ever changed.
   *
   * @param smaps as of proc(5)
   */
  static List<Mapping> unchanged(List<String> smaps) {
    List<Mapping> unchanged = new ArrayList<>();
    Mapping candidate = null;
    for (String line : smaps) {
      String[] words = line.strip().split("\\s+");
      if (words[0].endsWith(":")) {
        if (words[0].equals("Anonymous:") && candidate != null && words[1].equals("0")) {
          unchanged.add(candidate);
        }
      } else {
        candidate = isOfFile(words) ? mapping(words[0]) : null;
      }
    }
    return unchanged;
  }

  /** Words of {@code start-end rwxp offset device inode path}. */
  private static boolean isOfFile(String[] words) {
    return words.length >= WORDS_OF_FILE
        && words[1].startsWith("r-")
        && words[1].endsWith("p")
        && words[WORDS_OF_FILE - 1].startsWith("/");
  }

  private static Mapping mapping(String range) {
    int dash = range.indexOf('-');
    return new Mapping(
        Long.parseUnsignedLong(range, 0, dash, 16),
        Long.parseUnsignedLong(range, dash + 1, range.length(), 16));
  }
}
