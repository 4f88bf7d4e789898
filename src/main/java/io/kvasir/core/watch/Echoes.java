package io.kvasir.core.watch;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;

/**
 * What was delivered of keys lately and is not accounted for at two replicas yet: the last of each
 * key, of so many keys at most, the ones that were delivered last.
 */
final class Echoes {
  private final int bound;
  private final LinkedHashMap<Integer, Integer> digests = new LinkedHashMap<>();

  Echoes(int bound, List<Echo> known) {
    this.bound = bound;
    known.forEach(echo -> add(echo.hash(), echo.digest()));
  }

  boolean has(long hash, long digest) {
    Integer known = digests.get((int) hash);
    return known != null && known == (int) digest;
  }

  void add(long hash, long digest) {
    digests.remove((int) hash);
    digests.put((int) hash, (int) digest);
    if (digests.size() > bound) {
      digests.pollFirstEntry();
    }
  }

  void remove(long hash) {
    digests.remove((int) hash);
  }

  /** The oldest first. */
  List<Echo> all() {
    List<Echo> all = new ArrayList<>(digests.size());
    digests.forEach((hash, digest) -> all.add(new Echo(hash, digest)));
    return all;
  }
}
