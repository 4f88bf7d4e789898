package io.kvasir.boot;

import static org.assertj.core.api.Assertions.assertThat;

import io.kvasir.boot.ProgramPages.Mapping;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class ProgramPagesTest {
  private static final String PROGRAM = "/usr/bin/kvasir";

  private static Stream<String> mapping(String head, int changedKilobytes) {
    return mapping(head, changedKilobytes, 0);
  }

  private static Stream<String> mapping(String head, int changedKilobytes, int swappedKilobytes) {
    return Stream.of(
        head,
        "Size:                 64 kB",
        "Rss:                  60 kB",
        "Private_Dirty:         0 kB",
        "Anonymous:             %d kB".formatted(changedKilobytes),
        "AnonHugePages:         0 kB",
        "Swap:                  %d kB".formatted(swappedKilobytes),
        "SwapPss:               0 kB",
        "VmFlags: rd mr mw me");
  }

  @Test
  void choosesOnlyWhatItsFileCanRestore() {
    List<String> smaps =
        Stream.of(
                mapping("00400000-00405000 r--p 00000000 fe:00 12 /usr/bin/kvasir", 0),
                mapping("00405000-00500000 r-xp 00005000 fe:00 12 /usr/bin/kvasir", 0),
                mapping("00500000-00501000 r--p 00100000 fe:00 12 /usr/bin/kvasir", 4),
                mapping("00501000-00502000 rw-p 00101000 fe:00 12 /usr/bin/kvasir", 0),
                mapping("00502000-00503000 r--s 00101000 fe:00 12 /usr/bin/kvasir", 0),
                mapping("7f0000000000-7f0000001000 r--p 00000000 00:00 0", 0),
                mapping("7ffe00000000-7ffe00001000 r-xp 00000000 00:00 0    [vdso]", 0),
                mapping("7f0000001000-7f0000002000 r--p 0 fe:00 12 /usr/lib/libc.so.6", 0, 4),
                mapping("7f0000002000-7f0000003000 r--p 0 fe:00 12 /etc/ld.so.cache", 0),
                mapping("7f0000003000-7f0000004000 r--p 0 fe:00 12 /usr/lib/libc.so.6", 0),
                mapping("ffff7f0000000000-ffff7f0000002000 r-xp 0 fe:00 9 /lib/with space.so", 0))
            .flatMap(lines -> lines)
            .toList();

    assertThat(ProgramPages.unchanged(smaps, PROGRAM))
        .containsExactly(
            new Mapping(0x400000, 0x405000),
            new Mapping(0x405000, 0x500000),
            new Mapping(0x7f0000003000L, 0x7f0000004000L),
            new Mapping(0xffff7f0000000000L, 0xffff7f0000002000L));
  }

  @Test
  void readsWhatThisSystemSays() throws IOException {
    Path smaps = Path.of("/proc/self/smaps");
    List<String> lines = Files.exists(smaps) ? Files.readAllLines(smaps) : List.of();

    assertThat(ProgramPages.unchanged(lines, ""))
        .allSatisfy(
            mapping ->
                assertThat(Long.compareUnsigned(mapping.end(), mapping.start())).isPositive())
        .hasSizeGreaterThanOrEqualTo(lines.isEmpty() ? 0 : 1);
  }
}
