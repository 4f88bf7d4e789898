package io.kvasir.edge.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import com.sun.management.ThreadMXBean;
import io.kvasir.core.bytes.Bytes;
import java.lang.management.ManagementFactory;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/**
 * Whatever comes instead of a message is read or refused, by every codec, at a cost in proportion
 * to the bytes that came and not to those that they claim.
 */
class WireFuzzTest {
  private static final long SEED = Long.getLong("kvasir.fuzz.seed", 20_261_122L);
  private static final int TRIES = Integer.getInteger("kvasir.fuzz.tries", 500);

  /** Of one reading, and of each byte of it. */
  private static final long FREE_BYTES = 256 << 10;

  private static final long BYTES_PER_BYTE = 256;

  private final ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
  private final List<WireSample> samples = WireSample.all();

  @Test
  void readsOrRefusesWhateverBecameOfAMessage() {
    for (WireSample sample : samples) {
      Random chance = new Random(SEED ^ sample.name().hashCode());
      byte[] bytes = sample.bytes().toArray();
      read(sample, bytes);
      for (int at = 0; at < TRIES; at++) {
        read(sample, Mutations.any(bytes, chance));
      }
    }
    assertThat(samples).hasSizeGreaterThan(150);
  }

  @Test
  void readsOrRefusesEveryCutAndEveryNumberThatIsBlownUp() {
    for (WireSample sample : samples) {
      Mutations.everywhere(sample.bytes().toArray(), bytes -> read(sample, bytes));
    }
  }

  @Test
  void refusesWhatIsNestedWithoutAnEnd() {
    for (WireSample sample : samples) {
      for (int field = 1; field <= 20; field++) {
        for (boolean asGroup : new boolean[] {false, true}) {
          read(sample, Mutations.nested(field, 5_000, asGroup));
        }
      }
    }
  }

  private void read(WireSample sample, byte[] bytes) {
    long most = FREE_BYTES + BYTES_PER_BYTE * bytes.length;
    if (taken(sample, bytes) > most) {
      long again = taken(sample, bytes); // the first time may have loaded classes
      if (again > most) {
        throw new AssertionError(again + " bytes of memory taken by " + described(sample, bytes));
      }
    }
  }

  /** How much memory reading took, in bytes. */
  private long taken(WireSample sample, byte[] bytes) {
    long before = threads.getCurrentThreadAllocatedBytes();
    try {
      sample.reader().accept(bytes);
    } catch (RuntimeException | Error escaped) {
      throw new AssertionError(described(sample, bytes), escaped);
    }
    return threads.getCurrentThreadAllocatedBytes() - before;
  }

  private static String described(WireSample sample, byte[] bytes) {
    String hex = HexFormat.of().formatHex(bytes, 0, Math.min(bytes.length, 2_000));
    return sample.name() + ", " + bytes.length + " bytes: " + hex;
  }

  /** The allocations of a thread are counted, else nothing above would be found. */
  @Test
  void noticesWhatIsAllocatedForAClaim() {
    WireSample trusting =
        new WireSample(
            "trusting",
            Bytes.copyOf(new byte[] {1}),
            bytes -> assertThat(new byte[1 << 20]).isNotEmpty());

    assertThatCode(() -> read(trusting, trusting.bytes().toArray()))
        .isInstanceOf(AssertionError.class);
  }
}
