package io.kvasir.boot;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
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

  private static final Path PROGRAM = Path.of("/proc/self/exe");

  private static final Pattern LIBRARY = Pattern.compile("\\.so(\\.\\d+)*$");

  private static final long LOADING_MILLIS = 1_000;

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

  /** A library that is being loaded looks for a moment like one that nothing was changed of. */
  private static void giveBack() {
    try {
      Set<Mapping> before = unchangedNow();
      Thread.sleep(LOADING_MILLIS);
      Set<Mapping> lasting = unchangedNow();
      lasting.retainAll(before);
      for (Mapping mapping : lasting) {
        int _ = madvise(mapping.start(), mapping.end() - mapping.start(), DONT_NEED);
      }
    } catch (IOException | RuntimeException unknown) {
      LOG.debug("event=program_pages_kept", unknown);
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
    }
  }

  private static Set<Mapping> unchangedNow() throws IOException {
    try (Stream<String> lines = Files.lines(MAPPINGS)) {
      return unchanged(lines.toList(), Files.readSymbolicLink(PROGRAM).toString());
    }
  }

  /** As long as it takes, the collector waits; it takes microseconds. */
  @CFunction(value = "madvise", transition = CFunction.Transition.NO_TRANSITION)
  private static native int madvise(long start, long length, int advice);

  /**
   * The mappings of the program and of libraries that cannot be written to and of which no page was
   * ever changed, be it in memory or in the swap.
   *
   * @param smaps as of proc(5)
   * @param program its file
   */
  static Set<Mapping> unchanged(List<String> smaps, String program) {
    Set<Mapping> unchanged = new LinkedHashSet<>();
    Optional<Mapping> candidate = Optional.empty();
    boolean isUnchangedInMemory = false;
    for (String line : smaps) {
      String[] words = line.strip().split("\\s+", WORDS_OF_FILE);
      switch (words[0]) {
        case "Anonymous:" -> isUnchangedInMemory = words[1].equals("0");
        case "Swap:" -> {
          if (isUnchangedInMemory && words[1].equals("0")) {
            candidate.ifPresent(unchanged::add);
          }
        }
        default -> {
          if (!words[0].endsWith(":")) {
            candidate =
                isOfProgram(words, program) ? Optional.of(mapping(words[0])) : Optional.empty();
            isUnchangedInMemory = false;
          }
        }
      }
    }
    return unchanged;
  }

  /** Words of {@code start-end rwxp offset device inode path}. */
  private static boolean isOfProgram(String[] words, String program) {
    return words.length == WORDS_OF_FILE
        && words[1].startsWith("r-")
        && words[1].endsWith("p")
        && (words[WORDS_OF_FILE - 1].equals(program) || isLibrary(words[WORDS_OF_FILE - 1]));
  }

  private static boolean isLibrary(String path) {
    return path.startsWith("/") && LIBRARY.matcher(path).find();
  }

  private static Mapping mapping(String range) {
    int dash = range.indexOf('-');
    return new Mapping(
        Long.parseUnsignedLong(range, 0, dash, 16),
        Long.parseUnsignedLong(range, dash + 1, range.length(), 16));
  }
}
